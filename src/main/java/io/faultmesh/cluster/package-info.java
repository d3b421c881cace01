/**
 * A run's units handed out to workers on other machines: who computes what, how inputs travel, what
 * the work took. Knows no actors; those are in {@code actor}.
 *
 * <p>Example: {@code new UnitLedger(units)} hands out units with {@code next} and takes each
 * finished one once with {@code finish}.
 */
package io.faultmesh.cluster;
