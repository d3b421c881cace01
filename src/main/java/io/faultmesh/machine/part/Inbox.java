package io.faultmesh.machine.part;

import java.util.ArrayDeque;

/**
 * Messages of one sender that wait for another's. There is nearly always at most one, so the first
 * has a place of its own.
 */
final class Inbox<T> {
  private T head;
  private ArrayDeque<T> rest;

  void add(T message) {
    if (head == null) {
      head = message;
      return;
    }
    if (rest == null) {
      rest = new ArrayDeque<>(4);
    }
    rest.add(message);
  }

  /** The oldest message, or null. */
  T peek() {
    return head;
  }

  T poll() {
    T first = head;
    head = rest == null ? null : rest.poll();
    return first;
  }

  boolean isEmpty() {
    return head == null;
  }
}
