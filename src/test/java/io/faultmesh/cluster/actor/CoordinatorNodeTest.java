package io.faultmesh.cluster.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import io.faultmesh.campaign.shard.CrewJob;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.cluster.Address;
import io.faultmesh.cluster.Effort;
import io.faultmesh.cluster.actor.Message.ToCoordinator;
import io.faultmesh.cluster.actor.Message.ToLane;
import io.faultmesh.experiment.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoordinatorNodeTest {
  private static final String HOST = "127.0.0.1";

  /** What a lane of a worker may hear. */
  private static ActorSystem<Object> worker(int port, boolean puts) {
    String url = ClusterConfig.url(HOST, port);
    return ActorSystem.create(
        Behaviors.<Object>setup(
            context -> {
              ActorRef<Receptionist.Listing> listings =
                  context.messageAdapter(Receptionist.Listing.class, listing -> listing);
              context
                  .getSystem()
                  .receptionist()
                  .tell(Receptionist.subscribe(CoordinatorActor.KEY, listings));
              ActorRef<ToLane> lane = context.messageAdapter(ToLane.class, heard -> heard);
              return Behaviors.receive(Object.class)
                  .onMessage(
                      Receptionist.Listing.class,
                      listing -> {
                        for (ActorRef<ToCoordinator> one :
                            listing.getServiceInstances(CoordinatorActor.KEY)) {
                          if (puts) {
                            Cluster.get(context.getSystem())
                                .manager()
                                .tell(new Down(one.path().address()));
                          } else {
                            byte[] counts = {7};
                            Effort effort = new Effort(1, 1, 1);
                            one.tell(new Message.Part(lane, "w", 0, 0, 1, counts, effort));
                          }
                        }
                        return Behaviors.same();
                      })
                  .onAnyMessage(other -> Behaviors.same())
                  .build();
            }),
        ClusterConfig.SYSTEM,
        ClusterConfig.of("worker", HOST, 0, url, Optional.empty()));
  }

  @Test
  void aCoordinatorThatTheOthersPutOutBeginsAgain() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<ActorSystem<Object>> workers = Collections.synchronizedList(new ArrayList<>());
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    CoordinatorNode node =
        new CoordinatorNode(
            Address.parse("--listen", HOST + ":" + port),
            HOST,
            Optional.empty(),
            Deadline.NEVER,
            line -> {
              said.add(line);
              workers.add(worker(port, workers.isEmpty()));
            });
    List<byte[]> kept = new ArrayList<>();
    CrewJob job = new CrewJob("", List.of(), List.of(), Map.of(), "", 0, "");
    try {
      node.compute(
          job,
          List.of(new WorkUnit(0, 0, 1, 0, 1)),
          unit -> new byte[0],
          List::of,
          (unit, counts) -> kept.add(counts));
    } finally {
      workers.forEach(CoordinatorNode::end);
    }
    assertThat(said).hasSize(2);
    assertThat(said.get(1)).contains("begins again");
    assertThat(kept).hasSize(1);
  }
}
