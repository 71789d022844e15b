internal import NIOCore

/// A value of an event loop: everybody may hold it, and only on its loop it comes out.
///
/// Like `NIOLoopBound`, but asks for the loop once where that would ask twice: whether it is the
/// loop, and again for the value.
struct LoopBound<Value: AnyObject>: @unchecked Sendable {
  let eventLoop: any EventLoop
  private let value: Value

  /// On the loop only.
  init(_ value: Value, eventLoop: any EventLoop) {
    eventLoop.preconditionInEventLoop()
    self.value = value
    self.eventLoop = eventLoop
  }

  /// What `body` makes of the value, on its loop; `nil` elsewhere.
  ///
  /// The value is lent, which costs less than to hand it out.
  @inline(__always)
  func onLoop<Outcome>(_ body: (Value) -> Outcome) -> Outcome? {
    eventLoop.inEventLoop ? body(value) : nil
  }

  /// Runs `body` on the loop: now, if that is here.
  func execute(_ body: @escaping @Sendable (Value) -> Void) {
    if eventLoop.inEventLoop { return body(value) }
    eventLoop.execute { body(value) }
  }
}
