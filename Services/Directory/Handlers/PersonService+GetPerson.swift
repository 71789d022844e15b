internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension PersonService {
  package static let getPersonPolicy = MethodPolicy(
    access: .subject(Permission("directory:person:view")), deadlineMax: .seconds(5))

  package func getPerson(
    _ request: DirectoryV1.GetPersonRequest, _ call: CallContext
  ) async throws -> DirectoryV1.GetPersonResponse {
    let id = try PersonID(parsing: request.personID, field: "person_id")
    let organization = call.caller.organization
    // Before the person is looked for: who may not see a person is not told whether there is one.
    try call.requireAccess(to: try await subjects.subjectOrStranger(id, in: organization))
    let person = try await people.person(id, in: organization)
    return DirectoryV1.GetPersonResponse(person: DirectoryV1.Person(person))
  }
}
