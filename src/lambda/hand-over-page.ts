import type { HttpResponse } from "./definition.ts";

/** The pages that a manager sees. They hold no personal data, load nothing, and lead nowhere but to Okta. */
const page = (status: number, title: string, ...body: readonly string[]): HttpResponse => ({
  status,
  html: [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${title}</title></head><body><main><h1>${title}</h1>`,
    ...body,
    "</main></body></html>",
  ].join("\n"),
});

const ASK = "<p>Ask whoever runs the directory of your company for a new one.</p>";

/** What a GET shows: mail scanners open links too, so that nothing happens before somebody presses the button. */
export const askPage = (): HttpResponse =>
  page(
    200,
    "One-time activation link",
    "<p>This gives the activation link for the person who joins your team. It works once: press the button when you " +
      "are ready to hand the link on.</p>",
    '<form method="post"><button type="submit">Show the link</button></form>',
  );

export const linkPage = (activationUrl: string): HttpResponse =>
  page(
    200,
    "The activation link",
    "<p>Open it together with the person who joins, or hand it on in person. This page cannot be opened again.</p>",
    `<p><a rel="noreferrer" href="${escaped(activationUrl)}">${escaped(activationUrl)}</a></p>`,
  );

export const usedPage = (): HttpResponse =>
  page(
    410,
    "This link was used already",
    "<p>If it was not you, say so at once to whoever runs the directory of your company: somebody else may have it.</p>",
  );

export const unknownPage = (): HttpResponse =>
  page(404, "This link does not work", "<p>It has expired, was replaced by a newer one, or is incomplete.</p>", ASK);

export const activePage = (): HttpResponse =>
  page(409, "Nothing to hand over", "<p>The account is in use already, or not open for activation.</p>", ASK);

export const laterPage = (): HttpResponse =>
  page(503, "Try again in a minute", "<p>Nothing was given out. The link in your mail stays valid.</p>");

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
