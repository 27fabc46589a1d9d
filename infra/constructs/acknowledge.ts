import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one cdk-nag finding on a construct; the sentence says why it is right here. */
export function acknowledge(construct: IConstruct, id: string, reason: readonly string[]): void {
  Validations.of(construct).acknowledge({ id, reason: reason.join(' ') });
}
