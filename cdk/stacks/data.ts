import { RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { EXPIRY_ATTRIBUTE, indexAttributes, KEY_ATTRIBUTES } from "../../src/stores/table.ts";

type IndexName = Parameters<typeof indexAttributes>[0];
/** Every index of the ItemStore; a missing one does not compile. */
const INDEXES: Readonly<Record<IndexName, true>> = { ready: true, leases: true, due: true, runs: true, listing: true };

const text = (name: string) => ({ name, type: AttributeType.STRING });

export interface DataStackProps extends StackProps {
  readonly stage: string;
  readonly retainData: boolean;
}

/** What outlives every release: the table, and the key that encrypts it and wraps the secrets in it. */
export class DataStack extends Stack {
  readonly table: Table;
  readonly key: Key;

  constructor(scope: Construct, id: string, { stage, retainData, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: retainData });
    const removalPolicy = retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.key = new Key(this, "Key", {
      alias: `alias/mastery-${stage}`,
      description: "Mastery: its table and the secrets of its tenants",
      enableKeyRotation: true,
      removalPolicy,
    });
    this.table = new Table(this, "Table", {
      partitionKey: text(KEY_ATTRIBUTES.partition),
      sortKey: text(KEY_ATTRIBUTES.sort),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      deletionProtection: retainData,
      removalPolicy,
    });
    for (const indexName of Object.keys(INDEXES) as IndexName[]) {
      const { partition, sort } = indexAttributes(indexName);
      this.table.addGlobalSecondaryIndex({ indexName, partitionKey: text(partition), sortKey: text(sort) });
    }
  }
}
