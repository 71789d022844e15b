"""Calls every service of a running suite with the official Python gRPC library.

Environment: LAUREL_PEER_<SERVICE> = host:port for the five services; LAUREL_TOKEN = a token of the
operator for the organization; LAUREL_TOKEN_EVERY = a token of a service for all organizations;
LAUREL_TOKEN_AGENT = a token of LAUREL_AGENT, a person without any role; LAUREL_FROM and LAUREL_TO =
the first and last day with data; LAUREL_HANDLED = the number of interactions that LAUREL_AGENT
handled.
"""

import os
import sys
import uuid

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.rpc import error_details_pb2
from google.type import date_pb2
from grpc_channelz.v1 import channelz_pb2, channelz_pb2_grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase)
from grpc_status import rpc_status

from laurel.coaching.v1 import appointment_pb2, appointment_service_pb2, appointment_service_pb2_grpc
from laurel.directory.v1 import change_service_pb2, change_service_pb2_grpc
from laurel.directory.v1 import import_service_pb2, import_service_pb2_grpc
from laurel.directory.v1 import organization_service_pb2, organization_service_pb2_grpc
from laurel.directory.v1 import person_pb2, person_service_pb2, person_service_pb2_grpc
from laurel.gamification.v1 import fact_service_pb2, fact_service_pb2_grpc
from laurel.gamification.v1 import leaderboard_service_pb2, leaderboard_service_pb2_grpc
from laurel.gamification.v1 import scorecard_service_pb2, scorecard_service_pb2_grpc
from laurel.learning.v1 import assignment_service_pb2, assignment_service_pb2_grpc
from laurel.learning.v1 import module_pb2, module_service_pb2, module_service_pb2_grpc
from laurel.quality.v1 import form_pb2, form_service_pb2, form_service_pb2_grpc
from laurel.quality.v1 import interaction_pb2, interaction_service_pb2
from laurel.quality.v1 import interaction_service_pb2_grpc

checks = 0


def expect(actual, expected, what):
    global checks
    checks += 1
    if actual != expected:
        print(f"FAILED: {what}: {actual!r} instead of {expected!r}")
        sys.exit(1)


def channel(service):
    return grpc.insecure_channel(os.environ[f"LAUREL_PEER_{service.upper()}"])


def metadata(name="LAUREL_TOKEN"):
    return (("authorization", "Bearer " + os.environ[name]),)


def expect_error(call, code, reason, what, field=None):
    """Runs a call that must fail, and checks code, reason and the field that is named."""
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code(), code, f"{what}: code")
        status = rpc_status.from_call(error)
        infos, violations = [], []
        for detail in status.details if status else []:
            if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                info = error_details_pb2.ErrorInfo()
                detail.Unpack(info)
                infos.append(info)
            if detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
                bad = error_details_pb2.BadRequest()
                detail.Unpack(bad)
                violations += [violation.field for violation in bad.field_violations]
        expect([info.reason for info in infos], [reason], f"{what}: reason")
        if field is not None:
            expect(violations, [field], f"{what}: field")
        return
    expect("success", code, what)


def day(text):
    year, month, number = (int(part) for part in text.split("-"))
    return date_pb2.Date(year=year, month=month, day=number)


FIRST, LAST = day(os.environ["LAUREL_FROM"]), day(os.environ["LAUREL_TO"])
AGENT, HANDLED = os.environ["LAUREL_AGENT"], int(os.environ["LAUREL_HANDLED"])
TIMEOUT = 20


SERVICES = ["directory", "gamification", "learning", "coaching", "quality"]


def check_health():
    for service in SERVICES:
        with channel(service) as connection:
            stub = health_pb2_grpc.HealthStub(connection)
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=TIMEOUT)
            expect(answer.status, health_pb2.HealthCheckResponse.SERVING, f"{service} health")


def check_reflection():
    """Reflection lists what the service offers, with complete descriptors, and health knows it."""
    for service in SERVICES:
        with channel(service) as connection:
            database = ProtoReflectionDescriptorDatabase(connection)
            names = list(database.get_services())
            pool = DescriptorPool(database)
            expect(names, sorted(set(names)), f"{service} list of services")
            own = [name for name in names if name.startswith("laurel.")]
            expect(len(own) > 0, True, f"{service} lists its own services")
            for name in names:
                method = pool.FindServiceByName(name).methods[0]
                expect(pool.FindMessageTypeByName(method.input_type.full_name).file.name,
                       method.input_type.file.name, f"{name} request")
            listed = health_pb2_grpc.HealthStub(connection).List(
                health_pb2.HealthListRequest(), timeout=TIMEOUT).statuses
            expect(sorted(listed), [""] + names, f"{service} health of all services")
            newer = connection.stream_stream(
                "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                reflection_pb2.ServerReflectionRequest.SerializeToString,
                reflection_pb2.ServerReflectionResponse.FromString)
            requests = [reflection_pb2.ServerReflectionRequest(list_services=""),
                        reflection_pb2.ServerReflectionRequest(file_containing_symbol="x.Missing")]
            answers = list(newer(iter(requests), timeout=TIMEOUT))
            expect([item.name for item in answers[0].list_services_response.service], names,
                   f"{service} list of services by v1")
            expect(answers[1].error_response.error_code, grpc.StatusCode.NOT_FOUND.value[0],
                   f"{service} reflection of none")


def check_channelz():
    for service in SERVICES:
        with channel(service) as connection:
            stub = channelz_pb2_grpc.ChannelzStub(connection)
            request = channelz_pb2.GetServersRequest()
            page = stub.GetServers(
                request, metadata=metadata("LAUREL_TOKEN_EVERY"), timeout=TIMEOUT)
            expect([server.ref.name for server in page.server], [service], "GetServers")
            listener = stub.GetSocket(
                channelz_pb2.GetSocketRequest(
                    socket_id=page.server[0].listen_socket[0].socket_id),
                metadata=metadata("LAUREL_TOKEN_EVERY"), timeout=TIMEOUT).socket
            port = int(os.environ[f"LAUREL_PEER_{service.upper()}"].rsplit(":", 1)[1])
            expect(listener.local.tcpip_address.port, port, "port of the listening socket")
            expect_error(
                lambda: stub.GetServers(
                    request, metadata=metadata("LAUREL_TOKEN_AGENT"), timeout=TIMEOUT),
                grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED", "GetServers by a person")


def check_directory():
    with channel("directory") as connection:
        people = person_service_pb2_grpc.PersonServiceStub(connection)
        person = people.GetPerson(
            person_service_pb2.GetPersonRequest(person_id=AGENT), metadata=metadata(),
            timeout=TIMEOUT).person
        expect(person.person_id, AGENT, "GetPerson")
        expect(person.state, person_pb2.Person.STATE_ACTIVE, "GetPerson state")
        expect_error(
            lambda: people.GetPerson(
                person_service_pb2.GetPersonRequest(person_id="nobody"), metadata=metadata(),
                timeout=TIMEOUT),
            grpc.StatusCode.NOT_FOUND, "PERSON_NOT_FOUND", "GetPerson of nobody")
        expect_error(
            lambda: people.GetPerson(
                person_service_pb2.GetPersonRequest(), metadata=metadata(), timeout=TIMEOUT),
            grpc.StatusCode.INVALID_ARGUMENT, "FIELD_REQUIRED", "GetPerson without id", "person_id")
        expect_error(
            lambda: people.GetPerson(
                person_service_pb2.GetPersonRequest(person_id=AGENT), timeout=TIMEOUT),
            grpc.StatusCode.UNAUTHENTICATED, "TOKEN_MISSING", "GetPerson without a token")
        expect_error(
            lambda: people.GetPerson(
                person_service_pb2.GetPersonRequest(person_id=AGENT),
                metadata=metadata("LAUREL_TOKEN_AGENT"), timeout=TIMEOUT),
            grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED", "GetPerson without a role")

        seen, token = [], ""
        while True:
            page = people.ListPeople(
                person_service_pb2.ListPeopleRequest(page_size=2, page_token=token),
                metadata=metadata(), timeout=TIMEOUT)
            seen += [person.person_id for person in page.people]
            token = page.next_page_token
            if not token:
                break
        expect(seen, sorted(set(seen)), "ListPeople in pages")
        expect(AGENT in seen, True, "ListPeople contains the agent")
        expect_error(
            lambda: people.ListPeople(
                person_service_pb2.ListPeopleRequest(page_token="forged"), metadata=metadata(),
                timeout=TIMEOUT),
            grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "forged page token", "page_token")

        entry = import_service_pb2.DirectoryEntry(
            person=person_pb2.Person(person_id=AGENT, display_name="x" * 101))
        answer = import_service_pb2_grpc.ImportServiceStub(connection).ImportDirectory(
            iter([import_service_pb2.ImportDirectoryRequest(entries=[entry])]),
            metadata=metadata(), timeout=TIMEOUT)
        expect((answer.failed_count, answer.failures[0].entry_index), (1, 0), "bad entry")

        changes = change_service_pb2_grpc.ChangeServiceStub(connection).WatchChanges(
            change_service_pb2.WatchChangesRequest(after_sequence=0),
            metadata=metadata("LAUREL_TOKEN_EVERY"), timeout=TIMEOUT)
        names = set()
        for response in changes:
            names |= {change.person.person_id for change in response.changes}
            if AGENT in names:
                break
        changes.cancel()
        expect(AGENT in names, True, "WatchChanges tells of the agent")

        organizations = organization_service_pb2_grpc.OrganizationServiceStub(connection)
        organization = organizations.GetOrganization(
            organization_service_pb2.GetOrganizationRequest(), metadata=metadata(),
            timeout=TIMEOUT).organization
        expect(organization.time_zone, "Asia/Jerusalem", "GetOrganization")


def check_gamification():
    with channel("gamification") as connection:
        boards = leaderboard_service_pb2_grpc.LeaderboardServiceStub(connection)
        request = leaderboard_service_pb2.ListLeaderboardEntriesRequest(
            start_workday=FIRST, end_workday=LAST, metric_id="interactions_handled")
        entries = boards.ListLeaderboardEntries(
            request, metadata=metadata(), timeout=TIMEOUT).leaderboard_entries
        own = [entry.points_hundredths for entry in entries if entry.person_id == AGENT]
        expect(own, [HANDLED * 100], "leaderboard points of the agent")
        expect([entry.rank for entry in entries], competition_ranks(entries), "ranks")

        cards = scorecard_service_pb2_grpc.ScorecardServiceStub(connection)
        expect_error(
            lambda: cards.GetScorecard(
                scorecard_service_pb2.GetScorecardRequest(
                    person_id=AGENT, start_workday=LAST, end_workday=date_pb2.Date(
                        year=1970, month=1, day=1)),
                metadata=metadata(), timeout=TIMEOUT),
            grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "range that ends before it begins",
            "end_workday")

        facts = fact_service_pb2_grpc.FactServiceStub(connection)
        fact = fact_service_pb2.Fact(
            person_id="interop", metric_id="interactions_handled", workday=FIRST, total=5, count=5)
        bad = fact_service_pb2.Fact(
            person_id="interop", metric_id="unknown_metric", workday=FIRST, total=5, count=5)
        requests = [fact_service_pb2.RecordFactsRequest(facts=[fact]),
                    fact_service_pb2.RecordFactsRequest(facts=[bad, fact])]
        answer = facts.RecordFacts(iter(requests), metadata=metadata(), timeout=TIMEOUT)
        expect((answer.created_count + answer.unchanged_count, answer.failed_count), (2, 1),
               "RecordFacts")
        expect(answer.failures[0].fact_index, 1, "RecordFacts names the bad fact")
        answer = facts.RecordFacts(iter(requests[:1]), metadata=metadata(), timeout=TIMEOUT)
        expect(answer.unchanged_count, 1, "RecordFacts again")


def competition_ranks(entries):
    points = [entry.points_hundredths for entry in entries]
    return [1 + sum(other > own for other in points) for own in points]


def check_quality():
    with channel("quality") as connection:
        interactions = interaction_service_pb2_grpc.InteractionServiceStub(connection)
        summary = interactions.SummarizeInteractions(
            interaction_service_pb2.SummarizeInteractionsRequest(), metadata=metadata(),
            timeout=TIMEOUT)
        expect(summary.handled_count >= HANDLED, True, "SummarizeInteractions")

        bad = interaction_pb2.Interaction(
            interaction_id="bad id", queue_id="PS",
            outcome=interaction_pb2.Interaction.OUTCOME_SERVED)
        bad.start_time.FromJsonString("1999-01-01T08:00:00Z")
        answer = interactions.ImportInteractions(
            iter([interaction_service_pb2.ImportInteractionsRequest(interactions=[bad])]),
            metadata=metadata(), timeout=TIMEOUT)
        expect((answer.failed_count, answer.failures[0].interaction_index), (1, 0),
               "ImportInteractions names the bad one")

        forms = form_service_pb2_grpc.FormServiceStub(connection)
        form = form_pb2.Form(display_name="Interop", question_groups=[form_pb2.QuestionGroup(
            group_id="a", display_name="A", weight_hundredths=100,
            questions=[form_pb2.Question(
                question_id="a1", text="Greeted?", answer_options=[
                    form_pb2.AnswerOption(answer_id="yes", text="Yes", points=1),
                    form_pb2.AnswerOption(answer_id="no", text="No", points=0)])])])
        request = form_service_pb2.CreateFormRequest(form=form, request_id=str(uuid.uuid4()))
        first = forms.CreateForm(request, metadata=metadata(), timeout=TIMEOUT).form
        again = forms.CreateForm(request, metadata=metadata(), timeout=TIMEOUT).form
        expect(again, first, "CreateForm with the same request_id")
        request.form.display_name = "Another"
        expect_error(
            lambda: forms.CreateForm(request, metadata=metadata(), timeout=TIMEOUT),
            grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED", "request_id reused",
            "request_id")
        expect_error(
            lambda: forms.GetForm(
                form_service_pb2.GetFormRequest(form_id="x"), metadata=metadata(), timeout=TIMEOUT),
            grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "GetForm of no UUID", "form_id")


def check_learning():
    with channel("learning") as connection:
        modules = module_service_pb2_grpc.ModuleServiceStub(connection)
        module = modules.CreateModule(
            module_service_pb2.CreateModuleRequest(
                module=module_pb2.Module(display_name="Interop", completion_days=7),
                request_id=str(uuid.uuid4())),
            metadata=metadata(), timeout=TIMEOUT).module
        expect(module.state, module_pb2.Module.STATE_DRAFT, "CreateModule")
        assignments = assignment_service_pb2_grpc.AssignmentServiceStub(connection)

        def assign():
            return assignments.CreateAssignment(
                assignment_service_pb2.CreateAssignmentRequest(
                    module_id=module.module_id, person_id=AGENT, request_id=str(uuid.uuid4())),
                metadata=metadata(), timeout=TIMEOUT).assignment

        expect_error(assign, grpc.StatusCode.FAILED_PRECONDITION, "MODULE_NOT_PUBLISHED",
                     "assigning a draft")
        modules.PublishModule(
            module_service_pb2.PublishModuleRequest(module_id=module.module_id),
            metadata=metadata(), timeout=TIMEOUT)
        assignment = assign()
        expect(assign().assignment_id, assignment.assignment_id, "assigning again")
        exported = [
            item.assignment_id
            for response in assignments.ExportAssignments(
                assignment_service_pb2.ExportAssignmentsRequest(person_id=AGENT),
                metadata=metadata(), timeout=TIMEOUT)
            for item in response.assignments
        ]
        expect(assignment.assignment_id in exported, True, "ExportAssignments")


def check_coaching():
    with channel("coaching") as connection:
        appointments = appointment_service_pb2_grpc.AppointmentServiceStub(connection)
        appointment = appointments.CreateAppointment(
            appointment_service_pb2.CreateAppointmentRequest(
                appointment=appointment_pb2.Appointment(
                    display_name="Interop", attendee_ids=[AGENT]),
                request_id=str(uuid.uuid4())),
            metadata=metadata(), timeout=TIMEOUT).appointment
        expect(appointment.state, appointment_pb2.Appointment.STATE_DRAFT, "CreateAppointment")
        exported = [
            item.appointment_id
            for response in appointments.ExportAppointments(
                appointment_service_pb2.ExportAppointmentsRequest(attendee_id=AGENT),
                metadata=metadata(), timeout=TIMEOUT)
            for item in response.appointments
        ]
        expect(appointment.appointment_id in exported, True, "ExportAppointments")
        expect_error(
            lambda: appointments.GetAppointment(
                appointment_service_pb2.GetAppointmentRequest(appointment_id=str(uuid.uuid4())),
                metadata=metadata(), timeout=TIMEOUT),
            grpc.StatusCode.NOT_FOUND, "APPOINTMENT_NOT_FOUND", "GetAppointment of none")


def check_protocol():
    with channel("directory") as connection:
        unknown = connection.unary_unary("/laurel.directory.v1.PersonService/Missing")
        try:
            unknown(b"", timeout=TIMEOUT)
            expect("success", "UNIMPLEMENTED", "unknown method")
        except grpc.RpcError as error:
            expect(error.code(), grpc.StatusCode.UNIMPLEMENTED, "unknown method")
        changes = change_service_pb2_grpc.ChangeServiceStub(connection).WatchChanges(
            change_service_pb2.WatchChangesRequest(after_sequence=0),
            metadata=metadata("LAUREL_TOKEN_EVERY"), timeout=0.3)
        try:
            for _ in changes:
                pass
            expect("success", "DEADLINE_EXCEEDED", "deadline")
        except grpc.RpcError as error:
            expect(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED, "deadline")


for check in [check_health, check_reflection, check_channelz, check_directory, check_gamification,
              check_quality, check_learning, check_coaching, check_protocol]:
    check()
print(f"{checks} checks passed")
