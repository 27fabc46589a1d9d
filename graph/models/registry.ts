import { bgCnbdK } from './bg-cnbd-k.ts';
import { bgNbd } from './bg-nbd.ts';
import { mbgCnbdK } from './mbg-cnbd-k.ts';
import { mbgNbd } from './mbg-nbd.ts';
import { paretoNbd } from './pareto-nbd.ts';
import type { TransactionModel, TransactionModelName } from './transaction-model.ts';

/** The order models that exist, by the name a fit carries. */
const transactionModels: Readonly<Partial<Record<TransactionModelName, TransactionModel>>> = {
  BG_NBD: bgNbd,
  MBG_NBD: mbgNbd,
  PARETO_NBD: paretoNbd,
  BG_CNBD_K: bgCnbdK,
  MBG_CNBD_K: mbgCnbdK,
};

/** All of them, in the order a tie is settled by. */
export function registeredModels(): readonly TransactionModel[] {
  return Object.values(transactionModels);
}

/** The model of a name; throws where a model file names one this version does not have. */
export function transactionModel(name: TransactionModelName): TransactionModel {
  const model = transactionModels[name];
  if (!model) {
    const known = Object.keys(transactionModels).join(', ');
    throw new RangeError(`Expected an order model out of ${known}, got ${name}`);
  }
  return model;
}
