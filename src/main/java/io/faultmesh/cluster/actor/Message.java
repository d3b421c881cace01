package io.faultmesh.cluster.actor;

import akka.actor.typed.ActorRef;
import io.faultmesh.cluster.Effort;

/** What travels between coordinator and workers, in the form of {@code proto/cluster.proto}. */
sealed interface Message {
  /** To the coordinator. */
  interface ToCoordinator {}

  /** To a worker. */
  interface ToWorker {}

  /** To a worker's lane. */
  interface ToLane {}

  /**
   * A worker asks for the job.
   *
   * @param build SHA-256 of its program
   * @param lanes units at the same time
   */
  record Hello(ActorRef<ToWorker> worker, String name, String build, int lanes)
      implements Message, ToCoordinator {}

  /** A worker asks for what a hash names, from an offset on. */
  record Ask(ActorRef<ToWorker> worker, String hash, long offset)
      implements Message, ToCoordinator {}

  /**
   * A part of a finished unit.
   *
   * @param total bytes of all parts
   * @param effort what the unit took
   */
  record Part(
      ActorRef<ToLane> lane,
      String name,
      int unit,
      int offset,
      int total,
      byte[] content,
      Effort effort)
      implements Message, ToCoordinator {}

  /** A worker cannot compute a unit. */
  record Trouble(String name, int unit, String why) implements Message, ToCoordinator {}

  /** The job, by hash. */
  record Welcome(String job, long bytes) implements Message, ToWorker {}

  /** The worker is of no use. */
  record Refused(String why) implements Message, ToWorker {}

  /** A piece of what a hash names. */
  record Piece(String hash, long offset, byte[] content) implements Message, ToWorker {}

  /** All units are finished. */
  record Over() implements Message, ToWorker {}

  /** So much of a unit has come; all of it is persisted. */
  record Kept(int unit, int offset) implements Message, ToLane {}

  /**
   * A unit to compute.
   *
   * @param context what must be known beside its number
   */
  record Work(int unit, byte[] context) implements Message {}
}
