import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const bindings = '@duckdb/node-bindings-linux-arm64';

interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
}

/**
 * DuckDB for Lambda's processor: 60 MB of native code, shared by the functions that run SQL.
 *
 * The content is fetched by npm at synth, whatever machine that runs on, and kept in cdk.out under
 * the version's name, so that only the first synth of a version touches the network.
 */
export class DuckDbLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    const locked = readLock(fileURLToPath(new URL('../../package-lock.json', import.meta.url)));
    super(scope, id, {
      description: `DuckDB ${locked.version}`,
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.ARM_64],
      removalPolicy: RemovalPolicy.DESTROY,
      code: Code.fromAsset(fileURLToPath(new URL('../bundling', import.meta.url)), {
        assetHashType: AssetHashType.CUSTOM,
        assetHash: `${bindings}@${locked.version} ${locked.integrity}`,
        bundling: {
          // CDK demands an image to fall back on; `tryBundle` succeeds or throws, so none is used.
          image: DockerImage.fromRegistry('none'),
          local: {
            tryBundle: (folder) => {
              install(locked, join(folder, 'nodejs'));
              return true;
            },
          },
        },
      }),
    });
  }
}

/** What package-lock.json says about the bindings; Lambda then runs what the tests ran. */
function readLock(file: string): LockedPackage {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  const locked: LockedPackage | undefined = packages[`node_modules/${bindings}`];
  if (!locked) {
    throw new Error(`${file} does not name ${bindings}; npm install @duckdb/node-api writes it`);
  }
  return locked;
}

/** Lambda puts `nodejs/node_modules` of a layer on NODE_PATH. */
function install({ version, integrity }: LockedPackage, folder: string): void {
  // npm refuses a package for another processor than its own, unless forced.
  const options = ['--force', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync(
    'npm',
    ['install', '--prefix', folder, ...options, '--loglevel=error', `${bindings}@${version}`],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const record = join(folder, 'node_modules', '.package-lock.json');
  const installed = readLock(record);
  if (installed.integrity !== integrity) {
    throw new Error(
      `${bindings}@${version}: expected integrity ${integrity} of package-lock.json, got ${installed.integrity}`,
    );
  }
  rmSync(record);
}
