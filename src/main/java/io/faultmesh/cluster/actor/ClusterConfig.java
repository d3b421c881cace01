package io.faultmesh.cluster.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.faultmesh.cluster.Certificates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Akka's settings of coordinator and workers. */
final class ClusterConfig {
  static final String SYSTEM = "faultmesh-cluster";
  static final String COORDINATOR = "coordinator";
  static final String WORKER = "worker";

  private static final String SSL = "akka.remote.artery.ssl.config-ssl-engine.";
  private static final String RESOLVER = "akka.cluster.split-brain-resolver.";

  private ClusterConfig() {}

  /** The name of an actor system as others know it. */
  static String url(String host, int port) {
    return "akka://" + SYSTEM + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * The settings of one process.
   *
   * @param port 0 for any that is free
   * @param seed the coordinator's URL
   */
  static Config of(
      String role, String host, int port, String seed, Optional<Certificates> certificates) {
    // Loggers exist before many actors ask for them at once.
    LoggerFactory.getLogger(ClusterConfig.class);
    Map<String, Object> values = new HashMap<>();
    values.put("akka.actor.provider", "cluster");
    values.put("akka.actor.allow-java-serialization", "off");
    values.put("akka.actor.serializers.faultmesh", MessageSerializer.class.getName());
    values.put(
        "akka.actor.serialization-bindings.\"" + Message.class.getName() + "\"", "faultmesh");
    values.put("akka.jvm-exit-on-fatal-error", "off");
    values.put("akka.jvm-shutdown-hooks", "off");
    values.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    values.put("akka.coordinated-shutdown.exit-jvm", "off");
    values.put("akka.log-dead-letters", "off");
    values.put("akka.loglevel", "ERROR");
    values.put("akka.remote.artery.canonical.hostname", host);
    values.put("akka.remote.artery.canonical.port", port);
    values.put("akka.remote.artery.transport", certificates.isPresent() ? "tls-tcp" : "tcp");
    values.put("akka.cluster.roles", List.of(role));
    values.put("akka.cluster.seed-nodes", List.of(seed));
    values.put("akka.cluster.jmx.enabled", "off");
    values.put("akka.cluster.failure-detector.acceptable-heartbeat-pause", "8s");
    values.put(
        "akka.cluster.downing-provider-class", "akka.cluster.sbr.SplitBrainResolverProvider");
    // Who does not see the coordinator gives up and joins anew. The coordinator itself stays,
    // whoever
    // comes and goes: it downs the lost one by one, see CoordinatorActor.
    values.put(RESOLVER + "active-strategy", "keep-oldest");
    values.put(RESOLVER + "stable-after", "6s");
    values.put(RESOLVER + "down-all-when-unstable", "off");
    values.put(RESOLVER + "keep-oldest.down-if-alone", "off");
    values.put(RESOLVER + "keep-oldest.role", COORDINATOR);
    // A lane has the unit in hand, and the next one beside it: Akka asks for one more with each
    // that is
    // confirmed, when half a window, rounded down, is left.
    values.put("akka.reliable-delivery.consumer-controller.flow-control-window", 3);
    certificates.ifPresent(known -> secure(values, known));
    return ConfigFactory.parseMap(values).withFallback(ConfigFactory.load());
  }

  /** Both sides show a certificate; names of hosts do not count, whom the store trusts does. */
  private static void secure(Map<String, Object> values, Certificates certificates) {
    values.put(SSL + "key-store", certificates.keys().toString());
    values.put(SSL + "key-store-password", certificates.password());
    values.put(SSL + "key-password", certificates.password());
    values.put(SSL + "trust-store", certificates.trusted().toString());
    values.put(SSL + "trust-store-password", certificates.password());
    values.put(SSL + "protocol", "TLSv1.3");
    values.put(SSL + "enabled-algorithms", List.of("TLS_AES_256_GCM_SHA384"));
    values.put(SSL + "require-mutual-authentication", "on");
    values.put(SSL + "hostname-verification", "off");
  }
}
