/**
 * A campaign whose units are computed in several places: shards with a folder each, and a crew that
 * is handed its units by others.
 *
 * <p>Example: {@code ShardSet.open(folders)}.
 */
package io.faultmesh.campaign.shard;
