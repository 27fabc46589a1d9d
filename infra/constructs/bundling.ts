import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const usageReportingStub = fileURLToPath(
  new URL('../bundling/usage-reporting-stub.ts', import.meta.url),
);

/**
 * How esbuild makes one ES module of a function and everything it imports.
 *
 * The AWS SDK is bundled: loading the runtime's own copy from disk takes half again as long.
 */
export const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  // Prefers ES modules, which can be shaken; without it Apollo and the SDK arrive as CommonJS.
  mainFields: ['module', 'main'],
  logLevel: LogLevel.WARNING,
  minify: true,
  sourceMap: true,
  // Stack traces need the mapping, not the text.
  sourcesContent: false,
  // The native part of DuckDB is no JavaScript: it comes with the layer, see duckdb-layer.ts. The
  // JavaScript around it is bundled and finds the layer by `require`, which honours NODE_PATH.
  externalModules: ['@duckdb/node-bindings-*'],
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner:
    "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  esbuildArgs: { '--alias': [`@apollo/usage-reporting-protobuf=${usageReportingStub}`] },
};
