/// The evaluation form of the demonstration.
///
/// Group weights are factors on the points of their group: the quality service's mode "scaled".
package struct DemonstrationForm: Hashable, Sendable {
  /// Questions about one topic.
  package struct Group: Hashable, Sendable {
    package let id: String
    package let displayName: String
    /// The weight in hundredths: 4000 is a weight of 40.
    package let weightHundredths: Int
    package let questions: [Question]
  }

  /// One question.
  package struct Question: Hashable, Sendable {
    package let id: String
    package let text: String
    /// Whether the question also counts in the critical score; it then has two options.
    package let isCritical: Bool
    /// Whether any answer but the best makes the total 0.
    package let isFatal: Bool
    package let isNotApplicableAllowed: Bool
    /// The options from worst to best.
    package let options: [Option]
  }

  /// An answer to choose.
  package struct Option: Hashable, Sendable {
    package let id: String
    package let text: String
    package let points: Int
  }

  package let displayName: String
  package let groups: [Group]

  /// All questions in order.
  package var questions: [Question] { groups.flatMap(\.questions) }

  /// The form: four groups, ten questions, one of them critical and one fatal.
  package static var standard: DemonstrationForm {
    DemonstrationForm(
      displayName: "Telephone service",
      groups: [greeting, knowledge, compliance, closing])
  }

  private static var greeting: Group {
    Group(
      id: "greeting", displayName: "Greeting", weightHundredths: 1_500,
      questions: [
        .yesNo("greeting.name", "Did the agent give the company's and their own name?"),
        .graded("greeting.tone", "Was the tone friendly and calm from the first sentence?"),
      ])
  }

  private static var knowledge: Group {
    Group(
      id: "knowledge", displayName: "Knowledge", weightHundredths: 4_000,
      questions: [
        .graded("knowledge.need", "Did the agent find out what the customer needs?"),
        .graded("knowledge.answer", "Was the answer correct and complete?"),
        .graded(
          "knowledge.tools", "Did the agent find information without long pauses?",
          isNotApplicableAllowed: true),
      ])
  }

  private static var compliance: Group {
    Group(
      id: "compliance", displayName: "Compliance", weightHundredths: 3_000,
      questions: [
        .yesNo(
          "compliance.identity", "Was the caller identified before account data was given?",
          isFatal: true),
        .yesNo(
          "compliance.notice", "Was the customer told that the call is recorded?",
          isCritical: true),
        .graded(
          "compliance.notes", "Do the notes say what was agreed?", isNotApplicableAllowed: true),
      ])
  }

  private static var closing: Group {
    Group(
      id: "closing", displayName: "Closing", weightHundredths: 1_500,
      questions: [
        .graded("closing.summary", "Did the agent sum up what happens next?"),
        .graded(
          "closing.offer", "Did the agent ask whether anything else is open?",
          isNotApplicableAllowed: true),
      ])
  }
}

extension DemonstrationForm.Question {
  /// A question with the answers no (0 points) and yes (10 points).
  fileprivate static func yesNo(
    _ id: String, _ text: String, isCritical: Bool = false, isFatal: Bool = false
  ) -> Self {
    Self(
      id: id, text: text, isCritical: isCritical, isFatal: isFatal, isNotApplicableAllowed: false,
      options: [
        .init(id: "no", text: "No", points: 0), .init(id: "yes", text: "Yes", points: 10),
      ])
  }

  /// A question with the answers no (0 points), partly (5 points) and fully (10 points).
  fileprivate static func graded(
    _ id: String, _ text: String, isNotApplicableAllowed: Bool = false
  ) -> Self {
    Self(
      id: id, text: text, isCritical: false, isFatal: false,
      isNotApplicableAllowed: isNotApplicableAllowed,
      options: [
        .init(id: "no", text: "No", points: 0), .init(id: "partly", text: "Partly", points: 5),
        .init(id: "fully", text: "Fully", points: 10),
      ])
  }
}
