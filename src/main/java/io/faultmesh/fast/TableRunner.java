package io.faultmesh.fast;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.fast.node.NodeCode;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.NodePlace;
import io.faultmesh.network.Unary;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The code of a function by tables, as an image meets these. */
final class TableRunner {
  private final Unary node;
  private final IntegerNetwork network;
  private final NodePlace place;
  private final List<LookupTable> tables;
  private final NodeCode sound;

  TableRunner(Unary node, IntegerNetwork network) {
    this.node = node;
    this.network = network;
    this.place = NodePlace.of(node, network.network());
    this.tables = node.tables(network);
    this.sound = NodeCode.ofTables(node, tables, network);
  }

  /** The code without faults. */
  NodeCode sound() {
    return sound;
  }

  private IntegerLayer layer() {
    return network.layers().get(place.layer());
  }

  boolean isStruck(Strikes strikes) {
    return place.layer() >= 0 && strikes.reachesBehind(FaultSite.TABLE, layer());
  }

  NodeCode code(Strikes strikes, int image) {
    SortedMap<Integer, Integer> flips = strikes.behind(FaultSite.TABLE, layer(), image);
    List<LookupTable> struck = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      struck.add(tables.get(i).flipped(flips, (place.first() + i) * LookupTable.ENTRIES));
    }
    return struck.equals(tables) ? sound : NodeCode.ofTables(node, struck, network);
  }
}
