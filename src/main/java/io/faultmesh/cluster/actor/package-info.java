/**
 * The cluster's actors: a coordinator that hands out units by work pulling, and workers with a lane
 * for each unit at a time. All that the cluster knows of Akka is here, and nothing of what a unit
 * is.
 *
 * <p>Example: {@code new CoordinatorNode(address, certificates, deadline, say)} is the {@link
 * io.faultmesh.campaign.shard.Crew} of a run; {@code WorkerNode.work(...)} is one of its workers.
 */
package io.faultmesh.cluster.actor;
