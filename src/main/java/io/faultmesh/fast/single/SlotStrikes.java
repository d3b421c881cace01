package io.faultmesh.fast.single;

import io.faultmesh.fast.struck.LayerImage;
import io.faultmesh.fast.struck.Restorable;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fast.struck.StruckParameters;
import io.faultmesh.fast.struck.Sums;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;

/** Strikes for a batch in which every image has faults of its own: one {@link Strikes} each. */
record SlotStrikes(List<? extends Strikes> slots) implements Strikes {
  @Override
  public void input(IntegerLayer layer, int image, Restorable values, int offset) {
    slots.get(image).input(layer, 0, values, offset);
  }

  @Override
  public boolean reachesParameters(IntegerLayer layer) {
    return slots.stream().anyMatch(slot -> slot.reachesParameters(layer));
  }

  @Override
  public StruckParameters parameters(IntegerLayer layer, int image) {
    return slots.get(image).parameters(layer, 0);
  }

  @Override
  public boolean reachesSums(IntegerLayer layer) {
    return slots.stream().anyMatch(slot -> slot.reachesSums(layer));
  }

  @Override
  public void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {
    slots.get(image).sums(place, 0, sums, results, offset);
  }

  @Override
  public boolean judgesResults(IntegerLayer layer) {
    return slots.stream().anyMatch(slot -> slot.judgesResults(layer));
  }

  @Override
  public void results(
      IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {
    slots.get(image).results(layer, place, 0, values, offset);
  }

  @Override
  public boolean reachesBehind(FaultSite site, IntegerLayer layer) {
    return slots.stream().anyMatch(slot -> slot.reachesBehind(site, layer));
  }

  @Override
  public SortedMap<Integer, Integer> behind(FaultSite site, IntegerLayer layer, int image) {
    return slots.get(image).behind(site, layer, 0);
  }
}
