package io.workerman.engine.netty;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import javax.management.JMException;
import javax.management.ObjectName;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/**
 * What is alive in this JVM at one moment, after a garbage collection.
 *
 * @param instances the number of objects by class name
 * @param bytes the size of all objects
 * @param buffers the direct memory that the allocator of buffers holds
 */
record Heap(Map<String, Long> instances, long bytes, long buffers) {

	static Heap now() throws JMException {
		String histogram = (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
		Map<String, Long> instances = new HashMap<>();
		long bytes = 0;
		for (String line : histogram.split("\n")) {
			String[] columns = line.trim().split("\\s+");
			if (columns.length >= 4 && columns[0].endsWith(":") && Character.isDigit(columns[0].charAt(0))) {
				instances.merge(columns[3], Long.valueOf(columns[1]), Long::sum);
				bytes += Long.parseLong(columns[2]);
			}
		}
		return new Heap(instances, bytes, allocated());
	}

	private static long allocated() {
		return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
	}

	long count(Class<?> type) {
		return this.instances.getOrDefault(type.getName(), 0L);
	}

}
