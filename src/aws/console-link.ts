/** https://docs.aws.amazon.com/general/latest/gr/rande.html: a partition has a console of its own. */
const CONSOLES: Readonly<Record<string, (region: string) => string>> = {
  aws: (region) => `${region}.console.aws.amazon.com`,
  "aws-us-gov": () => "console.amazonaws-us-gov.com",
  "aws-cn": (region) => `${region}.console.amazonaws.cn`,
};

/** Where an operator looks at an execution. */
export function consoleLink(executionArn: string): string {
  const [, partition = "aws", , region = ""] = executionArn.split(":");
  const host = (CONSOLES[partition] ?? CONSOLES["aws"])?.(region);
  return `https://${host}/states/home?region=${region}#/v2/executions/details/${encodeURIComponent(executionArn)}`;
}
