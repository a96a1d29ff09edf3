/**
 * CDK's behaviour, chosen once: changing one later replaces resources. Here and not in cdk.json, so that synthesis
 * without the CDK CLI gives the same templates. https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
export const FEATURE_FLAGS: Readonly<Record<string, unknown>> = {
  "@aws-cdk/core:target-partitions": ["aws", "aws-us-gov", "aws-cn"],
  "@aws-cdk/core:defaultCrossStackReferences": "strong",
  "@aws-cdk/core:aspectStabilization": true,
  "@aws-cdk/core:stackRelativeExports": true,
  "@aws-cdk/aws-iam:minimizePolicies": true,
  "@aws-cdk/aws-kms:aliasNameRef": true,
  "@aws-cdk/aws-apigateway:disableCloudWatchRole": true,
};
