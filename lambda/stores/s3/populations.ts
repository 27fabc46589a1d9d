import type { AcquisitionDay } from '../../../graph/acquisition/acquisition-day.ts';
import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import type { Cells } from '../../../graph/models/cells.ts';
import type { PopulationFacts } from '../../../graph/populations/population.ts';
import type { NameRange } from '../../../graph/populations/population-name.ts';
import type {
  CustomerFigures,
  DayTotals,
  Gap,
  PastFigures,
  PopulationStore,
} from '../../../graph/populations/store.ts';
import type { TraitCount } from '../../../graph/populations/traits.ts';
import type { Lives } from '../../../graph/retention/lives.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { acquisitionDay } from './acquisition-days.ts';
import { readBuyerGaps } from './buyer-gaps.ts';
import { readBuyerLives } from './buyer-lives.ts';
import { type ByteCache, createByteCache } from './byte-cache.ts';
import { cellsOfRows, readCells } from './cells.ts';
import { readFacts } from './facts.ts';
import { readFigures } from './figures.ts';
import { livesOfRows, readLives } from './lives.ts';
import { decodedRows, type RangeRows, rowsOfRanges } from './name-ranges.ts';
import { readPast } from './past.ts';
import { dayTotals, gap, populationEntry, readList } from './population-rows.ts';
import { readProducts } from './products.ts';
import { productsApart } from './products-apart.ts';
import type { S3Reader } from './reader.ts';
import { snapshotKey } from './snapshot-objects.ts';
import { readTraits, traitCount } from './trait-counts.ts';

/** Room for each kind of figures of recent snapshots: a million customers take 32 MB. */
const keptBytes = 64 << 20;

/** Facts are a few hundred bytes each, filter included. */
const keptFactsBytes = 1 << 20;

/** What populations' figures are computed from, read in runs and kept by snapshot. */
export function s3Populations(reader: S3Reader): PopulationStore {
  const cells = createByteCache<Cells>(keptBytes);
  const figures = createByteCache<CustomerFigures>(keptBytes);
  const past = createByteCache<PastFigures>(keptBytes);
  const facts = createByteCache<PopulationFacts>(keptFactsBytes);
  const traits = createByteCache<readonly TraitCount[]>(keptFactsBytes);
  const days = createByteCache<readonly DayTotals[]>(keptBytes);
  const gaps = createByteCache<readonly Gap[]>(keptBytes);
  const lives = createByteCache<Lives>(keptBytes);
  const acquisitions = createByteCache<readonly AcquisitionDay[]>(keptBytes);
  const { populations } = snapshotFiles;
  const inRanges =
    <T>(file: string, decode: (parts: readonly RangeRows[]) => T) =>
    async (snapshot: Snapshot, ranges: readonly NameRange[]) =>
      (await rowsOfRanges(reader, snapshotKey(snapshot, file), ranges)).map(decode);
  const livesOfGroups = inRanges(populations.lives, livesOfRows);
  const gapsOfGroups = inRanges(populations.gaps, (parts) => decodedRows(parts, gap));
  return {
    cells: (snapshot) =>
      cells.load(snapshot.id, async () => weighArrays(await readCells(reader, snapshot))),
    figures: (snapshot, filter) =>
      figures.load(figuresKey(snapshot, filter), async () =>
        weighArrays(await readFigures(reader, snapshot, filter)),
      ),
    past: (snapshot, filter, day) =>
      past.load(`${day} ${figuresKey(snapshot, filter)}`, async () => {
        const value = await readPast(reader, snapshot, { filter, day });
        return { value, bytes: weighArrays(value.figures).bytes };
      }),
    facts: (snapshot, filter) =>
      facts.load(figuresKey(snapshot, filter), () => weighFacts(reader, snapshot, filter)),
    days: (snapshot) =>
      loadList(days, reader, snapshot, { file: snapshotFiles.days, decode: dayTotals }),
    gaps: (snapshot) => loadList(gaps, reader, snapshot, { file: snapshotFiles.gaps, decode: gap }),
    lives: (snapshot) =>
      lives.load(snapshot.id, async () => weighArrays(await readLives(reader, snapshot))),
    livesIn: (snapshot, ranges) =>
      productsApart(ranges, {
        products: (products) => readBuyerLives(reader, snapshot, products),
        others: (others) => livesOfGroups(snapshot, others),
      }),
    acquisitions: (snapshot) =>
      loadList(acquisitions, reader, snapshot, {
        file: snapshotFiles.acquisition,
        decode: acquisitionDay,
      }),
    entriesIn: inRanges(populations.index, (parts) => decodedRows(parts, populationEntry)),
    cellsIn: inRanges(populations.cells, cellsOfRows),
    traits: (snapshot, filter) =>
      traits.load(figuresKey(snapshot, filter), async () =>
        weighList(await readTraits(reader, snapshot, filter)),
      ),
    traitsIn: inRanges(populations.traits, (parts) => decodedRows(parts, traitCount)),
    daysIn: inRanges(populations.days, (parts) => decodedRows(parts, dayTotals)),
    gapsIn: (snapshot, ranges) =>
      productsApart(ranges, {
        products: (products) => readBuyerGaps(reader, snapshot, products),
        others: (others) => gapsOfGroups(snapshot, others),
      }),
    products: (snapshot, request) => readProducts(reader, snapshot, request),
  };
}

function figuresKey({ id }: Snapshot, filter: CustomerFilter | undefined): string {
  return `${id} ${JSON.stringify(filter ?? null)}`;
}

async function weighFacts(
  reader: S3Reader,
  snapshot: Snapshot,
  filter: CustomerFilter | undefined,
) {
  const value = await readFacts(reader, snapshot, filter);
  return { value, bytes: 200 + figuresKey(snapshot, filter).length };
}

interface ListFile<T> {
  readonly file: string;
  readonly decode: Parameters<typeof readList<T>>[2];
}

function loadList<T>(
  cache: ByteCache<readonly T[]>,
  reader: S3Reader,
  snapshot: Snapshot,
  { file, decode }: ListFile<T>,
): Promise<readonly T[]> {
  return cache.load(snapshot.id, async () =>
    weighList(await readList(reader, snapshotKey(snapshot, file), decode)),
  );
}

function weighArrays<T extends Cells | CustomerFigures | Lives>(value: T) {
  const arrays: Float64Array[] = Object.values(value);
  return { value, bytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

/** Rows of a list are objects of some five short fields: about 200 bytes each. */
function weighList<T>(value: readonly T[]) {
  return { value, bytes: value.length * 200 };
}
