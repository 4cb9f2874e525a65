// SPDX-License-Identifier: Apache-2.0
declare module 'virtual:world' {
  const world: import('./world').World;
  export default world;
}
