package io.workerman.engine.push;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.workerman.engine.Connection;
import io.workerman.engine.Connection.Status;
import io.workerman.engine.push.Audience.Kind;

/**
 * Which clients of this node have which uid, and are in which groups. Clients with
 * neither, and without a session, cost nothing here. For any thread.
 */
final class Memberships {

	private final Map<Long, Member> members = new ConcurrentHashMap<>();

	private final Map<String, Set<Member>> uids = new ConcurrentHashMap<>();

	private final Map<String, Set<Member>> groups = new ConcurrentHashMap<>();

	private volatile BiConsumer<Kind, String> changes = (kind, name) -> {
	};

	/**
	 * Sets who is told when a name gets its first member, or has lost its last one.
	 */
	void onChange(BiConsumer<Kind, String> changes) {
		this.changes = changes;
	}

	@Nullable Member find(Connection connection) {
		return this.members.get(connection.id());
	}

	Collection<Member> members(Kind kind, String name) {
		return index(kind).getOrDefault(name, Set.of());
	}

	Set<String> names(Kind kind) {
		return Collections.unmodifiableSet(index(kind).keySet());
	}

	private Map<String, Set<Member>> index(Kind kind) {
		return (kind == Kind.UIDS) ? this.uids : this.groups;
	}

	boolean bind(Connection connection, String uid) {
		return change(connection, (member) -> {
			String old = member.uid();
			if (uid.equals(old)) {
				return;
			}
			if (old != null) {
				remove(Kind.UIDS, old, member);
			}
			member.uid(uid);
			connection.attributes().put(WorkermanTemplate.UID, uid);
			add(Kind.UIDS, uid, member);
		});
	}

	boolean unbind(Connection connection, String uid) {
		return changeKnown(connection, (member) -> {
			boolean bound = uid.equals(member.uid());
			if (bound) {
				member.uid(null);
				connection.attributes().remove(WorkermanTemplate.UID);
				remove(Kind.UIDS, uid, member);
			}
			return bound;
		});
	}

	boolean join(Connection connection, String group) {
		return change(connection, (member) -> {
			if (member.groups().add(group)) {
				add(Kind.GROUPS, group, member);
			}
		});
	}

	boolean leave(Connection connection, String group) {
		return changeKnown(connection, (member) -> {
			boolean left = member.groups().remove(group);
			if (left) {
				remove(Kind.GROUPS, group, member);
			}
			return left;
		});
	}

	boolean setSession(Connection connection, Map<String, Object> values) {
		return change(connection, (member) -> member.session(values));
	}

	boolean updateSession(Connection connection, Map<String, Object> values) {
		return change(connection, (member) -> member.merge(values));
	}

	/**
	 * A connection has closed, and its callbacks have returned.
	 */
	void forget(Connection connection) {
		Member member = this.members.remove(connection.id());
		if (member == null) {
			return;
		}
		synchronized (member) {
			member.gone();
			String uid = member.uid();
			if (uid != null) {
				remove(Kind.UIDS, uid, member);
			}
			List.copyOf(member.groups()).forEach((group) -> remove(Kind.GROUPS, group, member));
		}
	}

	private boolean change(Connection connection, Consumer<Member> change) {
		if (connection.status() == Status.CLOSED) {
			return false;
		}
		Member member = this.members.computeIfAbsent(connection.id(), (id) -> new Member(connection));
		synchronized (member) {
			if (member.isGone()) {
				return false;
			}
			change.accept(member);
		}
		if (connection.status() == Status.CLOSED) {
			// it may have been forgotten before it became a member
			forget(connection);
			return false;
		}
		return true;
	}

	private boolean changeKnown(Connection connection, Predicate<Member> change) {
		Member member = this.members.get(connection.id());
		if (member == null) {
			return false;
		}
		synchronized (member) {
			return !member.isGone() && change.test(member);
		}
	}

	private void add(Kind kind, String name, Member member) {
		boolean[] first = new boolean[1];
		index(kind).compute(name, (key, known) -> {
			Set<Member> members = known;
			if (members == null) {
				members = ConcurrentHashMap.newKeySet();
				first[0] = true;
			}
			members.add(member);
			return members;
		});
		if (first[0]) {
			this.changes.accept(kind, name);
		}
	}

	private void remove(Kind kind, String name, Member member) {
		boolean[] last = new boolean[1];
		index(kind).computeIfPresent(name, (key, members) -> {
			members.remove(member);
			last[0] = members.isEmpty();
			return members.isEmpty() ? null : members;
		});
		if (last[0]) {
			this.changes.accept(kind, name);
		}
	}

}
