package io.faultmesh.text;

/** What people should know while a command works: one line on standard error. */
public final class Note {
  private Note() {}

  /**
   * Prints a note.
   *
   * @param text may hold names of files and layers; none of it steers a terminal
   */
  public static void print(String text) {
    System.err.println("faultmesh: note: " + PlainText.visible(text));
  }
}
