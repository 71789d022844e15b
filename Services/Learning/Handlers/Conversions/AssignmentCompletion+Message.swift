internal import Kernel
package import LearningDomain
internal import Messages
internal import Protobuf
internal import RPC
internal import WellKnownMessages

extension AssignmentCompletion {
  /// The encoded `laurel.events.v1.Event` that tells other services of the completion.
  package func encodedEvent(_ envelope: EventEnvelope) -> [UInt8] {
    EventsV1.Event(
      eventID: envelope.id.description, subject: envelope.subject,
      subjectVersion: envelope.subjectVersion, schemaVersion: ReceivedEvent.schemaVersion,
      occurTime: GoogleProtobuf.Timestamp(envelope.occurTime),
      recordTime: GoogleProtobuf.Timestamp(envelope.recordTime),
      payload: .assignmentCompleted(
        EventsV1.AssignmentCompleted(
          assignmentID: assignment.description, moduleID: module.description,
          moduleVersion: moduleVersion, personID: person.rawValue,
          completeWorkday: GoogleType.Date(workday)))
    ).serializedBytes()
  }
}
