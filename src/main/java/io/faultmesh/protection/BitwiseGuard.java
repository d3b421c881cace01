package io.faultmesh.protection;

import io.faultmesh.fault.Outcome;

/**
 * A guard over three copies that treats every bit by itself, so that flips alone tell what it
 * leaves. Only such guards can stand at registers, where a value is checked as it is written.
 */
public interface BitwiseGuard extends Guard {
  /** How many copies it has. */
  int COPIES = 3;

  /**
   * What goes on of three copies.
   *
   * @param copied the bits that exist three times; others are the first copy's
   */
  int vote(int a, int b, int c, int copied);

  /** What the check makes of a value of whose copies only the flips are known. */
  default Outcome outcome(int a, int b, int c, int copied) {
    boolean agree = (((a ^ b) | (a ^ c)) & copied) == 0;
    Verdict verdict = agree ? Verdict.SOUND : Verdict.CORRECTED;
    return verdict.outcome((a & copied) == 0, (vote(a, b, c, copied) & copied) == 0);
  }

  @Override
  default Verdict check(Word word) {
    Verdict verdict = Verdict.SOUND;
    for (int i = 0; i < word.size(); i++) {
      int a = word.read(0, i);
      int b = word.read(1, i);
      int c = word.read(2, i);
      int copied = word.copied(i);
      word.leave(i, vote(a, b, c, copied));
      if ((((a ^ b) | (a ^ c)) & copied) != 0) {
        verdict = Verdict.CORRECTED;
      }
    }
    return verdict;
  }
}
