import { defineFeature } from '../../platform/feature.ts';
import { accessFeature } from '../access/index.ts';
import { applicationLogFeature } from '../application-log/index.ts';
import { connectionsFeature } from '../connections/index.ts';
import { usageFeature } from '../usage/index.ts';
import { registerMessageRoutes } from './routes.ts';
import { MessageService } from './service.ts';
import { TopicWatch } from './topic-watch.ts';

/** Messages on an application's topics: published from outside, and watched. */
export const messagesFeature = defineFeature({
  name: 'messages',
  needs: {
    access: accessFeature,
    applicationLog: applicationLogFeature,
    connections: connectionsFeature,
    usage: usageFeature,
  },
  create({ bus, makeWindows }, needs) {
    const watch = new TopicWatch({ makeWindows });
    const messages = new MessageService({
      bus,
      usage: needs.usage.counter,
      publish: needs.connections.publish,
      listeners: needs.connections.listeners,
      applicationLog: needs.applicationLog.applicationLog,
    });
    return {
      api: { messages },
      routes: (router) => registerMessageRoutes(router, { messages, watch, access: needs.access.access }),
      listens: watch.listens,
      metrics: [
        {
          name: 'signalbox_topic_watchers',
          help: 'Open event streams of topics',
          read: () => watch.windows.watcherCount,
        },
      ],
      close: () => watch.windows.clear(),
    };
  },
});
