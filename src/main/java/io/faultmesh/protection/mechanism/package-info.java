/**
 * The mechanisms that the entries of a list {@code protect} name, one file each: its record holds
 * the keys, its methods say what it does. Example: {@code new Parity().guards(layer)} are the
 * checks that parity bits put into a layer. A mechanism knows words and layers, but no engine, no
 * report and no other mechanism.
 */
package io.faultmesh.protection.mechanism;
