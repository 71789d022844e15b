/// A learning module of the demonstration: for agents who fail a group of ``DemonstrationForm``.
package struct DemonstrationModule: Hashable, Sendable {
  package let displayName: String
  package let description: String
  /// How many days after the assignment the module is due, 1 to 366.
  package let completionDays: Int
  /// The groups of the form that the module helps with.
  package let groupIDs: [String]

  /// One module for each topic; the courtesy module serves the two groups about manner.
  package static var all: [DemonstrationModule] {
    [
      DemonstrationModule(
        displayName: "First and last impression",
        description: "How to open a call, keep a calm tone, and end with a clear next step.",
        completionDays: 14, groupIDs: ["greeting", "closing"]),
      DemonstrationModule(
        displayName: "Products and answers",
        description: "How to find out what a customer needs and where the right answer stands.",
        completionDays: 10, groupIDs: ["knowledge"]),
      DemonstrationModule(
        displayName: "Identification and notes",
        description: "Who may hear account data, the recording notice, and notes that hold.",
        completionDays: 5, groupIDs: ["compliance"]),
    ]
  }
}
