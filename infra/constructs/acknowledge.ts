import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one cdk-nag finding on a construct; the sentence says why it is right here. */
export function acknowledge(construct: IConstruct, id: string, reason: readonly string[]): void {
  Validations.of(construct).acknowledge({ id, reason: reason.join(' ') });
}

/** Accepts that a role of `construct` may use everything that starts with `arn` and `path`. */
export function acknowledgeWildcard(
  construct: IConstruct,
  target: { readonly owner: IConstruct; readonly arn: string; readonly path: string },
  reason: readonly string[],
): void {
  // cdk-nag writes the ARN of a resource as <its logical id.its attribute>.
  const { 'Fn::GetAtt': attribute } = Stack.of(target.owner).resolve(target.arn);
  const resource = `<${attribute.join('.')}>${target.path}`;
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
}
