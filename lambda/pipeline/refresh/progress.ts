/** The stages of a refresh, in order. */
export type RefreshStage =
  | 'COMPACT'
  | 'SUMMARISE'
  | 'FIT'
  | 'SCORE'
  | 'RANK'
  | 'PUBLISH'
  | 'CLEAN_UP';

/** Told as a stage begins. */
export type OnProgress = (stage: RefreshStage) => void;
