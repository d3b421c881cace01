package io.faultmesh.protection.struck;

/**
 * How values lie in words. The words of a second tensor start anew, so the last word of each may
 * hold fewer values.
 *
 * @param firstTensor values of the first tensor
 * @param perWord values of a whole word
 */
record WordLayout(long values, long firstTensor, int perWord) {

  /** Number of the word that holds a value. */
  long wordOf(long value) {
    if (perWord == 1) {
      return value;
    }
    return value < firstTensor
        ? value / perWord
        : words(firstTensor) + (value - firstTensor) / perWord;
  }

  /** Number of a word's first value. */
  long first(long word) {
    if (perWord == 1) {
      return word;
    }
    long before = words(firstTensor);
    return word < before ? word * perWord : firstTensor + (word - before) * perWord;
  }

  /** Values of the word that starts with a value. */
  int size(long first) {
    if (perWord == 1) {
      return 1;
    }
    long end = first < firstTensor ? firstTensor : values;
    return (int) Math.min(perWord, end - first);
  }

  private long words(long values) {
    return (values + perWord - 1) / perWord;
  }
}
