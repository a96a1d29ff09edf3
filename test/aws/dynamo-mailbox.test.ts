import { mailboxContract } from "../contract/mailbox.contract.ts";
import { dynamoSubject } from "./dynamo-subject.ts";

mailboxContract("DynamoDB", dynamoSubject);
