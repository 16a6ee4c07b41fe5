// What a frontend does with the client that is generated from openapi/openapi.json: makes meetings, pages through them,
// changes one that somebody else changed first, and reads what is wrong with its input.
import createClient, { type Client } from "openapi-fetch";

import type { MeetingPatch, MeetingRead, MeetingSummary, paths, Problem, Tombstone } from "./klynge.js";

const MEETINGS = 5;
const PAGE = 2;

export interface Walk {
  titles: string[];
  pages: number;
  conflict: { code: Problem["code"]; current: number | null };
  title: string | null;
  notModified: boolean;
  faults: Record<string, string>;
  gone: string;
}

type Klynge = Client<paths>;

export async function walk(baseUrl: string, token: string): Promise<Walk> {
  const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
  const forum = await createForum(api);
  const created: MeetingRead[] = [];
  for (let number = 1; number <= MEETINGS; number++) created.push(await createMeeting(api, forum, number));
  const [first, last] = [created[0], created.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no meetings");
  const { titles, pages } = await readAll(api, forum);
  const conflict = await rename(api, first.id, "Omdøbt af en anden", "Omdøbt");
  return {
    titles,
    pages,
    conflict: { code: conflict.problem.code, current: conflict.problem.current_version ?? null },
    title: conflict.renamed.title,
    notModified: await isNotModified(api, first.id),
    faults: await faultsOf(api, forum),
    gone: await goneAfterDelete(api, last.id),
  };
}

function need<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) throw new Error(answer.error ? message(answer.error) : "no answer");
  return answer.data;
}

/** What a person is told; the compiler knows every code. */
function message(problem: Problem): string {
  switch (problem.code) {
    case "version_conflict":
      return "Somebody else changed it first";
    case "invalid_input":
      return (problem.errors ?? []).map((fault) => `${fault.pointer} ${fault.message}`).join("\n");
    case "gone":
      return `Deleted: ${problem.tombstone?.deleted_reason ?? "unknown"}`;
    default:
      return problem.title;
  }
}

async function createForum(api: Klynge): Promise<string> {
  const cluster = need(await api.POST("/v1/clusters", { body: { name: "Sundhedsklynge Fjordby", region: "Region Øst" } }));
  const forum = need(await api.POST("/v1/forums", { body: { cluster_id: cluster.id, name: "Politisk Forum" } }));
  return forum.id;
}

async function createMeeting(api: Klynge, forum: string, number: number): Promise<MeetingRead> {
  const answer = await api.POST("/v1/meetings", {
    params: { header: { "Idempotency-Key": `${forum}:${number}` } },
    body: { forum_id: forum, title: `Møde ${number}`, agenda_items: [{ title: "Økonomi", number: "1" }] },
  });
  const meeting = need(answer);
  if (answer.response.headers.get("Location") !== `/v1/meetings/${meeting.id}`) throw new Error("no Location");
  return meeting;
}

/** All meetings of a forum, a page at a time, to where `next_cursor` is null. */
async function readAll(api: Klynge, forum: string): Promise<{ titles: string[]; pages: number }> {
  const titles: string[] = [];
  let cursor: string | null = null;
  for (let pages = 1; pages <= MEETINGS; pages++) {
    const query: { forum: string; limit: number; sort: "title"; cursor?: string } = { forum, limit: PAGE, sort: "title" };
    if (cursor !== null) query.cursor = cursor;
    const page = need(await api.GET("/v1/meetings", { params: { query } }));
    titles.push(...page.items.filter(isMeeting).map((meeting) => meeting.title ?? ""));
    cursor = page.next_cursor;
    if (cursor === null) return { titles, pages };
  }
  throw new Error("the pages do not end");
}

function isMeeting(row: MeetingSummary | Tombstone): row is MeetingSummary {
  return !("deleted_at" in row);
}

/** Renames with what it read before `other` renamed it, is told so by 412, reads again and repeats. */
async function rename(api: Klynge, id: string, other: string, title: string) {
  const read = await tagOf(api, id);
  await patch(api, id, read, other);
  const { problem } = await patch(api, id, read, title);
  if (problem === undefined) throw new Error("the other's change is lost");
  const { meeting } = await patch(api, id, await tagOf(api, id), title);
  if (meeting === undefined) throw new Error("not renamed");
  return { problem, renamed: meeting };
}

async function tagOf(api: Klynge, id: string): Promise<string> {
  const { response } = await api.GET("/v1/meetings/{id}", { params: { path: { id } } });
  const tag = response.headers.get("ETag");
  if (tag === null) throw new Error("no ETag");
  return tag;
}

async function patch(api: Klynge, id: string, tag: string, title: string) {
  const { data, error, response } = await api.PATCH("/v1/meetings/{id}", {
    params: { path: { id }, header: { "If-Match": tag } },
    body: { title },
    headers: { "Content-Type": "application/merge-patch+json" },
  });
  if (data !== undefined) return { meeting: data };
  if (response.status !== 412) throw new Error(message(error));
  return { problem: error };
}

async function isNotModified(api: Klynge, id: string): Promise<boolean> {
  const header = { "If-None-Match": await tagOf(api, id) };
  const { response } = await api.GET("/v1/meetings/{id}", { params: { path: { id }, header } });
  return response.status === 304;
}

async function faultsOf(api: Klynge, forum: string): Promise<Record<string, string>> {
  const { error, response } = await api.POST("/v1/meetings", {
    body: { forum_id: forum, agenda_items: [{ title: "Økonomi", duration_minutes: -1 }], date: { from: "2031-02-30" } },
  });
  if (error === undefined || response.status !== 422) throw new Error("it was taken");
  return Object.fromEntries((error.errors ?? []).map((fault) => [fault.pointer, fault.code]));
}

async function goneAfterDelete(api: Klynge, id: string): Promise<string> {
  const header = { "If-Match": await tagOf(api, id) };
  const query = { reason: "duplicate" } as const;
  const deleted = await api.DELETE("/v1/meetings/{id}", { params: { path: { id }, header, query } });
  if (deleted.response.status !== 204) throw new Error(`not deleted: ${deleted.response.status} ${JSON.stringify(deleted.error)}`);
  const { error } = await api.GET("/v1/meetings/{id}", { params: { path: { id } } });
  return error === undefined ? "still there" : message(error);
}

/** What the compiler refuses. */
export async function refused(api: Klynge, meeting: MeetingRead): Promise<void> {
  const path = { id: meeting.id };
  // @ts-expect-error a change without If-Match
  await api.PATCH("/v1/meetings/{id}", { params: { path }, body: { title: "Uden" } });
  // @ts-expect-error a member that meetings do not have
  const changes: MeetingPatch = { titel: "Møde" };
  await api.PATCH("/v1/meetings/{id}", { params: { path, header: { "If-Match": "*" } }, body: changes });
  // @ts-expect-error a sort that meetings do not have
  await api.GET("/v1/meetings", { params: { query: { sort: "size" } } });
  // @ts-expect-error a meeting without its forum
  await api.POST("/v1/meetings", { body: { title: "Uden forum" } });
  // @ts-expect-error a status that no meeting has
  if (meeting.status === "over") return;
  // @ts-expect-error a title may be null
  meeting.title.trim();
}
