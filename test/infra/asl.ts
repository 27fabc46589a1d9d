import type { Template } from 'aws-cdk-lib/assertions';

/** A state of the synthesised state machine, as far as tests look at it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Arguments?: Record<string, unknown>;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
}

/** The states of a machine by name; what the template leaves open (names of resources) reads `?`. */
export function statesOf(template: Template, machine: string): Record<string, State> {
  const machines = Object.entries(template.findResources('AWS::StepFunctions::StateMachine'));
  const [, found] = machines.find(([id]) => id.startsWith(machine)) ?? [];
  const definition = found?.['Properties'].DefinitionString as {
    'Fn::Join': [string, unknown[]];
  };
  const text = definition['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '?'));
  return JSON.parse(text.join('')).States;
}
