/**
 * A resource of a policy as a reader would write it: `{"Fn::GetAtt": ["Table…", "Arn"]}` becomes
 * `Table`, an object ARN `Bucket/lake/*`. A reference into another stack reads the same.
 */
export function readableArn(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[name, argument]] = Object.entries(value as object) as [[string, never]];
  switch (name) {
    case 'Fn::Join':
      return (argument[1] as unknown[]).map(readableArn).join('');
    case 'Fn::GetAtt':
      return withoutHash(argument[0]);
    case 'Ref':
      return withoutHash(argument);
    case 'Fn::GetStackOutput':
      return withoutHash(exportedFrom(argument['OutputName']));
    default:
      throw new Error(`Expected a reference to a resource, got ${JSON.stringify(value)}`);
  }
}

/** CDK adds eight hexadecimal digits to every logical id. */
function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** `PublishOutputFnGetAttBucket83908E77Arn0F129B3B` stands for `Bucket83908E77`. */
function exportedFrom(output: string): string {
  const match = /^PublishOutput(?:FnGetAtt|Ref)(\w+?[0-9A-F]{8})(?:Arn)?[0-9A-F]{8}$/.exec(output);
  if (!match?.[1]) {
    throw new Error(`Expected the output of another stack, got ${output}`);
  }
  return match[1];
}
