package io.faultmesh.cluster;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a coordinator listens: a host's name or address, and a port. */
public record Address(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):(\\d{1,5})");
  private static final int LAST_PORT = 65535;

  /**
   * Reads {@code HOST:PORT}.
   *
   * @param option for messages
   * @throws BadInputException if it is none
   */
  public static Address parse(String option, String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()
        || Integer.parseInt(parts.group(3)) > LAST_PORT
        || Integer.parseInt(parts.group(3)) == 0) {
      throw new BadInputException(
          option + " must be HOST:PORT, such as 127.0.0.1:25520, not \"" + text + "\"");
    }
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return new Address(host, Integer.parseInt(parts.group(3)));
  }

  /** Empty if nobody knows the name now. */
  public Optional<InetAddress> resolve() {
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * The numeric address of this machine that others reach it by.
   *
   * @throws BadInputException if no program can listen there now
   */
  public String listen() {
    InetAddress address =
        resolve().orElseThrow(() -> new BadInputException("--listen: no such host as " + host));
    if (address.isAnyLocalAddress()) {
      throw new BadInputException(
          "--listen: give the name or address by which the workers reach this machine, not "
              + host);
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return address.getHostAddress();
    } catch (IOException e) {
      throw new BadInputException(
          "--listen " + text() + ": cannot be listened on (" + e.getMessage() + ")", e);
    }
  }

  /** The numeric address of this machine from which another is reached; nothing is sent. */
  public static String localTowards(InetAddress other, int port) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(other, port));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }

  /** As the option is written. */
  public String text() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
