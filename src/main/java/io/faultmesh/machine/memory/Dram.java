package io.faultmesh.machine.memory;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.StoredFaults;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.LayerData;
import io.faultmesh.machine.work.LayerJob;
import java.util.ArrayDeque;

/**
 * One DRAM channel. Requests of all ports are served in the order (step, cycle, port): one only
 * when every other port has shown that it has none before. {@link DramChannel} says how long each
 * takes. On ideal memory nothing waits for another, so there is no order to keep.
 */
public final class Dram implements Component {
  /** Ports by priority at equal cycles. */
  static final int CACHE_PORT = 0;

  public static final int UNIT_PORT = 1;
  public static final int OUTPUT_PORT = 2;

  /** Requests and promises of one port, in the order in which it sent them. */
  private static final class Port {
    private final String name;
    private final ArrayDeque<Message.Transfer> queue = new ArrayDeque<>();
    private Message.Transfer last;

    private Port(String name) {
      this.name = name;
    }

    void add(Message.Transfer transfer) {
      if (last != null && isBefore(transfer, last)) {
        throw new MachineException(
            name, last.cycle(), "its port would go back to cycle " + transfer.cycle());
      }
      last = transfer;
      queue.add(transfer);
    }
  }

  private final DramChannel channel;
  private final byte[][] tensors;
  private final Port[] ports;
  private final LocalTime time;
  private final DramStay stay;
  private int step = -1;
  private long stepBytes;
  private LayerData data;
  private FlipTally flips;
  private FaultProbe probe = FaultProbe.NONE;
  private int dataStep = -1;
  private int dataTurn;

  /** When the operands were there that the cache checks now; negative if it checks none. */
  private long checkedCycle = -1;

  /**
   * A memory.
   *
   * @param channel says how long transfers take
   * @param tensors values by tensor id; the input image is there from the start
   */
  public Dram(Floorplan plan, DramChannel channel, byte[][] tensors) {
    this.channel = channel;
    this.tensors = tensors;
    this.stay = new DramStay(tensors.length);
    this.time = new LocalTime(plan.name(Floorplan.DRAM));
    this.ports =
        new Port[] {
          new Port(plan.name(Floorplan.CACHE)),
          new Port(plan.name(Floorplan.UNIT)),
          new Port(plan.name(Floorplan.OUTPUT))
        };
  }

  @Override
  public void watchedBy(FaultProbe given) {
    probe = given;
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.Checked checked) {
      readAgain(checked, outbox);
      serve(outbox);
    } else if (message instanceof Message.Transfer transfer) {
      if (channel.isIdeal() && transfer.bytes() > 0) {
        move(transfer, outbox);
      } else {
        ports[transfer.port()].add(transfer);
        serve(outbox);
      }
    } else if (message instanceof Message.Store store) {
      tensors[store.tensor()] = store.values();
      stay.store(store.tensor(), store.cycle());
    } else if (message instanceof Message.ImageEnd) {
      stay.end(message.cycle());
      outbox.send(Floorplan.RECORDER, message);
    } else {
      throw MachineException.unexpected(time.name(), message);
    }
  }

  private void serve(Outbox outbox) {
    while (checkedCycle < 0) {
      Message.Transfer first = null;
      for (Port port : ports) {
        Message.Transfer head = port.queue.peek();
        if (head == null) {
          return;
        }
        if (first == null || isBefore(head, first)) {
          first = head;
        }
      }
      ArrayDeque<Message.Transfer> queue = ports[first.port()].queue;
      if (!first.isRequest() && queue.size() == 1) {
        return;
      }
      queue.poll();
      if (first.isRequest()) {
        move(first, outbox);
      }
    }
  }

  private static boolean isBefore(Message.Transfer a, Message.Transfer b) {
    return a.step() != b.step() ? a.step() < b.step() : a.cycle() < b.cycle();
  }

  private void move(Message.Transfer transfer, Outbox outbox) {
    if (transfer.step() != step) {
      step = transfer.step();
      stepBytes = 0;
    }
    if (!channel.isIdeal() && transfer.bytes() > 0) {
      time.advanceTo(transfer.cycle());
    }
    long end = occupy(transfer, outbox);
    if (transfer.port() == CACHE_PORT) {
      checkedCycle = transfer.job().layer().protection().refetches() ? end : -1;
      LayerData own = data(transfer.job().layer(), end);
      if (transfer.bytes() > 0) {
        stay.read(transfer.job().layer(), end);
      }
      outbox.send(
          Floorplan.CACHE, new Message.Transferred(transfer.job(), step, own, stepBytes, end));
    } else if (transfer.port() == UNIT_PORT) {
      outbox.send(
          Floorplan.UNIT, new Message.Transferred(transfer.job(), step, null, stepBytes, end));
    } else if (transfer.last()) {
      outbox.send(
          Floorplan.OUTPUT,
          new Message.Transferred(null, step, null, stepBytes, channel.lastDataCycle()));
    }
  }

  /** Moves bytes; gives the cycle in which they are all there. */
  private long occupy(Message.Transfer transfer, Outbox outbox) {
    stepBytes += transfer.bytes();
    long end = channel.serve(transfer.cycle(), transfer.bytes());
    if (transfer.bytes() > 0) {
      outbox.send(Floorplan.RECORDER, new Message.Moved(transfer, end));
    }
    return end;
  }

  /** Each access begins when the one in front has brought its words. */
  private void readAgain(Message.Checked checked, Outbox outbox) {
    long end = checkedCycle;
    checkedCycle = -1;
    for (long bytes : checked.bytesAgain()) {
      end = occupy(Message.Transfer.again(step, checked.job(), bytes, end), outbox);
    }
    outbox.send(
        Floorplan.CACHE, new Message.Transferred(checked.job(), step, data, stepBytes, end));
  }

  @Override
  public Residency residency() {
    return stay.residency();
  }

  @Override
  public FlipTally flips() {
    return flips;
  }

  /**
   * A layer's operands after their transfer: what strikes there strikes each byte once, and once
   * more where a turn reads weights again.
   */
  private LayerData data(LayerJob layer, long cycle) {
    if (dataStep != layer.step()) {
      byte[] weights = layer.layer().weights();
      byte[] input = tensors[layer.node().input().id()];
      dataStep = layer.step();
      flips = layer.tally(flips);
      StoredFaults faults = layer.faults().dram();
      byte[][] read = faults.read(new byte[][] {weights, input}, flips);
      probe.stored(faults.entries(), cycle);
      data = new LayerData(read[1], read[0], LayerData.stored(input, weights));
    }
    int turn = layer.turn().attempt();
    if (dataTurn != turn && !layer.readAgain().isEmpty()) {
      StoredFaults faults = layer.faults().dram();
      byte[] weights = faults.readAgain(layer.layer().weights(), flips);
      probe.stored(faults.entries(), cycle);
      data = new LayerData(data.input(), weights, data.stored());
    }
    dataTurn = turn;
    return data;
  }
}
