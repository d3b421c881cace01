package io.faultmesh.cli.option;

import io.faultmesh.cluster.Address;
import io.faultmesh.cluster.Certificates;
import io.faultmesh.scenario.BadInputException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option by which the processes of a cluster know each other. */
public final class CertificatesOption {
  @Option(
      names = "--certificates",
      paramLabel = "DIR",
      description =
          "a folder with keystore.p12 and truststore.p12 for mutual TLS, their password in the"
              + " environment variable FAULTMESH_CERTIFICATES_PASSWORD; default: none, on the"
              + " loopback address only")
  private Path folder;

  /**
   * The certificates.
   *
   * @throws BadInputException if there are none, but the address leads to other machines
   */
  public Optional<Certificates> of(Address address) {
    boolean loopback = address.resolve().map(InetAddress::isLoopbackAddress).orElse(Boolean.FALSE);
    if (folder == null && !loopback) {
      throw new BadInputException(
          address.text()
              + " is not the loopback address: a cluster of several machines needs"
              + " --certificates");
    }
    return Optional.ofNullable(folder).map(Certificates::of);
  }
}
