import { Duration, Size } from 'aws-cdk-lib';

/** The longest Lambda allows; a large file is bounded by this and by `scratchSpace`. */
export const ingestTimeout = Duration.minutes(15);

/** The longest Lambda allows. */
export const refreshTimeout = Duration.minutes(15);

/** The longest Lambda allows: some millions of customers with their value. */
export const exportTimeout = Duration.minutes(15);

/** HTTP APIs give up after 30 s; the function stops first, so that the log says why. */
export const apiTimeout = Duration.seconds(29);

/** At 1,769 MB Lambda gives one whole processor, and a fit is a loop on one. */
export const apiMemoryMb = 1769;

/** A whole processor, as for the API; memory holds a page and two parts of the file. */
export const exportMemoryMb = 1769;

/** New AWS accounts allow no more than 3,008 MB; DuckDB spills to disk beyond its share. */
export const engineMemoryMb = 3008;

/** The most Lambda gives as /tmp: files, Parquet on its way out, DuckDB's spill. */
export const scratchSpace = Size.gibibytes(10);

/** Files taken in at a time; more would only wait for the same table and heads. */
export const ingestConcurrency = 5;
