import { scaleTime } from '../../graph/models/cells.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import { calibrationCustomers, cellsOf, spendCellsOf } from '../models/cdnow-calibration.ts';
import { cdnowForecasts } from './cdnow-forecasts.ts';
import { coverageBench } from './coverage-bench.ts';
import { bestOf } from './measure.ts';
import { millionInProcess } from './million-process.ts';
import { printTable, short } from './print.ts';
import { hasScipy, scipyTimes } from './scipy-peer.ts';

/** Fits, predictions and the coverage of intervals, one thread: on CDNOW where it is, and on simulated shops. */
export async function modelBench(directory: string): Promise<void> {
  const withScipy = await hasScipy();
  await cdnowFits(directory, withScipy);
  cdnowForecasts();
  await millionInProcess(directory, withScipy);
  coverageBench();
}

async function cdnowFits(directory: string, withScipy: boolean): Promise<void> {
  const customers = calibrationCustomers('cdnow_full.csv');
  if (!customers) {
    return;
  }
  const cells = scaleTime(cellsOf(customers), 7);
  const spend = spendCellsOf(customers);
  const peer = withScipy ? await scipyTimes(cells, directory, { withPareto: true }) : null;
  const peers: Readonly<Record<string, number | undefined>> = {
    BG_NBD: peer?.bgNbdFit,
    PARETO_NBD: peer?.paretoNbdFit,
  };
  const models = [
    ...registeredModels().map((model) => ({ name: model.name, run: () => model.fit(cells) })),
    { name: 'GAMMA_GAMMA', run: () => gammaGamma.fit(spend) },
  ];
  const rows = [];
  for (const { name, run } of models) {
    const ms = await bestOf(5, run);
    const outcome = run();
    rows.push([
      name,
      short(ms),
      peers[name] === undefined ? '-' : short(peers[name]),
      outcome.kind === 'fit' ? outcome.logLikelihood.toFixed(4) : outcome.code,
    ]);
  }
  printTable(
    `CDNOW, ${customers.length} customers, calibration 1997-09-30: fits from prepared cells`,
    ['model', 'ms', 'scipy ms', 'log-likelihood'],
    rows,
  );
}
