package io.millrace.model.contract;

/** What is known of a contract at present: a verdict on one of its objectives, or its utility. */
public sealed interface Judgement permits Verdict, ContractUtility {
  /** Names what is judged: a newer judgement of the same key takes its place. */
  String key();

  /** The contract's id. */
  String contract();
}
