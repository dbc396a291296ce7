package io.workerman.status;

/**
 * Who is known on this node, and how many others there are.
 *
 * @param nodes the nodes that live, as far as this one knows; 1 if it is alone
 * @param available whether the others can be reached, as it always is if it is alone
 * @param uids the uids that have a client on this node
 * @param groups the groups that have a client on this node
 */
public record ClusterStatus(int nodes, boolean available, int uids, int groups) {

}
