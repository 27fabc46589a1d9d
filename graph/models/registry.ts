import { bgNbd } from './bg-nbd.ts';
import { mbgNbd } from './mbg-nbd.ts';
import type { TransactionModel, TransactionModelName } from './transaction-model.ts';

/** The order models that exist, by the name a fit carries. */
const transactionModels: Readonly<Partial<Record<TransactionModelName, TransactionModel>>> = {
  BG_NBD: bgNbd,
  MBG_NBD: mbgNbd,
};

/** The model of a name; throws where a model file names one this version does not have. */
export function transactionModel(name: TransactionModelName): TransactionModel {
  const model = transactionModels[name];
  if (!model) {
    const known = Object.keys(transactionModels).join(', ');
    throw new RangeError(`Expected an order model out of ${known}, got ${name}`);
  }
  return model;
}
