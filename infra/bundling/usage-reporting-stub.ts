/**
 * Stands in for @apollo/usage-reporting-protobuf in the bundles.
 *
 * Apollo Server imports the 230 KB of protobuf code to report to Apollo's own service, which we do
 * not use. Whoever switches reporting on meets the error below instead of silence.
 */
function unavailable(): never {
  throw new Error(
    'Apollo usage reporting is left out of this bundle; remove its alias in infra/constructs/bundling.ts',
  );
}

class Unavailable {
  static encode = unavailable;
  static verify = unavailable;

  constructor() {
    unavailable();
  }
}

export {
  Unavailable as google,
  Unavailable as Report,
  Unavailable as ReportHeader,
  Unavailable as Trace,
};
