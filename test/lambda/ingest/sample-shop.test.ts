import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportReport } from '../../../graph/imports/import.ts';
