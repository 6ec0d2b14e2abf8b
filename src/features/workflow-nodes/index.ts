export { NodeConfig, type Payload } from './config.ts';
export type { DebugLine, NodeContext, NodeOutcome, NodeType, RunInfo } from './context.ts';
export type { FieldDeclaration, FieldKind, NodeDeclaration } from './declaration.ts';
export { everyClass, runnableClasses } from './declaration.ts';
export { ActionError, type ErrorShape, isActionError, NodeError, restoreError, toErrorShape } from './errors.ts';
export { changeNodeState, type NodeStateOutcome } from './node-states.ts';
export { findNodeType, nodeTypes } from './registry.ts';
export type {
  ConnectionCall,
  ConnectionService,
  DevicePage,
  DeviceQuestion,
  DeviceService,
  HttpAnswer,
  HttpCall,
  HttpService,
  NodeServices,
  OutsideHost,
  Reply,
  ReplyCookie,
  ReplyService,
  StorageService,
} from './services.ts';
export { isUnbuiltType } from './unbuilt-types.ts';
