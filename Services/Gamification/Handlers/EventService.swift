package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Receives what other services tell.
package struct EventService: EventsV1.EventService {
  let events: any EventRepository
  let clock: any WallClock

  /// How many events a request may have.
  static var eventsMax: Int { 100 }

  package init(events: any EventRepository, clock: any WallClock) {
    self.events = events
    self.clock = clock
  }
}
