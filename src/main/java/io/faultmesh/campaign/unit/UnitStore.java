package io.faultmesh.campaign.unit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finished units of a campaign as bytes, by number. Threads share it. */
public interface UnitStore {
  /**
   * Hears that the units of a round are wanted.
   *
   * @param round from 1
   * @param most rounds that there can be
   * @throws RuntimeException if others are to compute them
   */
  default void open(int round, int most) {}

  boolean has(int unit);

  /** Keeps a unit; one of the same number that is there stays. */
  void put(int unit, byte[] counts);

  /** A unit that is there. */
  byte[] get(int unit);

  /** A store that lasts as long as the program. */
  static UnitStore inMemory() {
    Map<Integer, byte[]> units = new ConcurrentHashMap<>();
    return new UnitStore() {
      @Override
      public boolean has(int unit) {
        return units.containsKey(unit);
      }

      @Override
      public void put(int unit, byte[] counts) {
        units.putIfAbsent(unit, counts);
      }

      @Override
      public byte[] get(int unit) {
        return units.get(unit);
      }
    };
  }
}
