import { mailboxContract } from "./mailbox.contract.ts";
import { sqliteSubject } from "./sqlite-subject.ts";

mailboxContract("SQLite", sqliteSubject);
