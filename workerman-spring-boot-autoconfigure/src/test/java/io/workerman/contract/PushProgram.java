package io.workerman.contract;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Connection;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.engine.cluster.GlobalData;
import io.workerman.engine.push.WorkermanTemplate;

/**
 * The public names of pushes, channels and shared data, each used as a program outside
 * uses it. That it compiles is all it has to do.
 */
@WorkerHandler
@WorkerScope
public class PushProgram {

	@OnChannel("news")
	void news(Map<String, Object> data) {
	}

	void push(WorkermanTemplate template, ChannelClient channel, GlobalData data, Connection connection) {
		String id = template.clientId(connection);
		template.bindUid(id, "42");
		template.joinGroup(id, "room");
		template.sendToUid("42", "hello");
		template.sendToGroup("room", "hello");
		template.sendToAll("hello");
		template.sendToClient(id, "hello");
		boolean online = template.isUidOnline("42") && template.isOnline(id);
		Collection<String> clients = template.clientIdsByUid("42");
		Collection<String> members = template.clientIdsByGroup("room");
		Collection<String> users = template.uidsByGroup("room");
		long counted = template.clientCount() + template.groupCount("room") + clients.size() + members.size()
				+ users.size();
		String uid = template.uidOf(id);
		Collection<String> names = (counted > 0 && uid != null) ? template.groups() : template.uids();
		Map<String, Object> session = template.session(id);
		template.updateSession(id, Map.of("seen", session != null));
		template.leaveGroup(id, "room");
		template.ungroup("room");
		template.unbindUid(id, "42");
		template.closeClient(id);
		channel.unsubscribe(names.toString());
		channel.on("news", (message) -> connection.send(message));
		channel.publish("news", Map.of("online", online));
		channel.enqueue("jobs", "job");
		data.set("visits", 0);
		data.add("visits", 0);
		data.increment("visits", 1);
		data.cas("visits", 1, Objects.requireNonNull(data.get("visits", Integer.class)) + 1);
		data.isset("visits");
		data.unset("visits");
	}

}
