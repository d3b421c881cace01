/**
 * What faults do to a design: how many bits are exposed, which words flips and stuck cells strike,
 * what the guards make of these, and which values go on. Both engines ask here, so a struck word
 * means the same in both.
 *
 * <p>Example: {@code new DesignFaults(plan, trial, protection, tally)} is asked station by station.
 */
package io.faultmesh.protection.struck;
