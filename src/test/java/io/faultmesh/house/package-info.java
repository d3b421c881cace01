/** What the tests hold of the project itself: style, rooms, documents. */
package io.faultmesh.house;
