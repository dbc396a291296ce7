package io.workerman.documentation;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.KeyManagerFactory;

import org.springframework.security.core.Authentication;

import io.workerman.engine.Connection;
import io.workerman.engine.Worker;
import io.workerman.engine.WorkerBuilder;
import io.workerman.engine.WorkerProcess;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.engine.cluster.GlobalData;
import io.workerman.engine.push.WorkermanTemplate;
import io.workerman.engine.task.TaskWorkers;

/**
 * What the fragments of code in documents speak of without showing it.
 */
public abstract class Surroundings {

	protected Connection connection;

	protected List<Connection> chatters;

	protected Worker worker;

	protected WorkerBuilder proxy;

	protected WorkerProcess process;

	protected WorkermanTemplate template;

	protected ChannelClient channels;

	protected GlobalData data;

	protected TaskWorkers tasks;

	protected KeyManagerFactory keyManagerFactory;

	protected Messages messages;

	protected String node;

	protected List<String> old;

	protected List<String> changed;

	protected String clientId;

	protected String user;

	protected Object order;

	/**
	 * Messages that are kept until they are acknowledged.
	 */
	public interface Messages {

		Message save(String uid, String text);

		List<Message> unread(String uid);

		void delete(String uid, long id);

	}

	/**
	 * Users by their tokens.
	 */
	public interface Tokens {

		CompletionStage<User> find(String token);

	}

	/**
	 * Users by their certificates.
	 */
	public interface Users {

		Authentication authenticationOf(Principal certified);

	}

	/**
	 * A user.
	 */
	public interface User extends Principal {

		String room();

	}

	/**
	 * What sends mails.
	 */
	public interface MailServer {

		String send(Mail mail);

	}

	/**
	 * A message.
	 */
	public record Say(String name) {

	}

	/**
	 * A message.
	 */
	public record Reply(String text) {

	}

	/**
	 * A message.
	 */
	public record Login(String uid) {

	}

	/**
	 * A message.
	 */
	public record Ack(long id) {

	}

	/**
	 * A message.
	 */
	public record Message(String text) {

	}

	/**
	 * A message.
	 */
	public record Price(String symbol) {

	}

	/**
	 * A message.
	 */
	public record Invoice(String number) {

	}

	/**
	 * A message.
	 */
	public record Paid(Object order) {

	}

	/**
	 * A message.
	 */
	public record News(String text) {

	}

	/**
	 * A message.
	 */
	public record Mail(String address) {

	}

	/**
	 * A message.
	 */
	public record Query(String text) {

	}

	/**
	 * A message.
	 */
	public record Tick(long number) {

	}

}
