/**
 * Text for people: tables, suggestions, numbers in one form for every locale, and what makes
 * foreign text harmless. This room knows no other room, so every other room may use it.
 */
package io.faultmesh.text;
