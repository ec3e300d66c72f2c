// What settings are called.

import { N_, NP_ } from "../../shared/words.js";

export const PAGES = {
  community: N_("Name and telephones"),
  hours: N_("Hours and holidays"),
  departments: N_("Departments"),
  duties: N_("Who comes in danger"),
  contractors: N_("Contractors"),
  chats: N_("Group chats"),
  topics: N_("Topics"),
  escalation: N_("Escalation"),
  replies: N_("Ready replies"),
  people: N_("People"),
  places: N_("Places"),
  keys: N_("Keys for programs"),
  webhooks: N_("Webhooks"),
  sheets: N_("From a spreadsheet"),
  changes: N_("Changes"),
};

/** What the rows of a spreadsheet are. */
export const SHEETS = {
  places: N_("Places"),
  households: N_("Households"),
  people: N_("People"),
  contractors: N_("Contractors"),
  holidays: N_("Holidays"),
  topics: N_("Topics"),
};

/** The fields of a change. */
export const FIELDS = {
  name: NP_("of a community or place", "Name"),
  languages: N_("Languages"),
  phone: N_("Telephone of the office"),
  emergency_phone: N_("Number to call in danger"),
  colour: N_("Colour"),
  show_names: N_("What residents read of who is on it"),
  text_countries: N_("Countries that get text messages"),
  photo_when_done: N_("A photo when it is done"),
  point: N_("Point on the map"),
  publishes: N_("City apps read what is told"),
  calendar: N_("Working hours"),
  calendars: N_("Hours of a department"),
  week: N_("Week"),
  exceptions: N_("Days that differ"),
  region: N_("Public holidays"),
  zone: N_("Time zone"),
  departments: N_("Departments"),
  department_names: N_("Names of departments"),
  redirects: N_("Work goes to"),
  duties: N_("Who comes in danger"),
  contractors: N_("Contractors"),
  chats: N_("Group chats"),
  replies: N_("Ready replies"),
  topics: N_("Topics"),
  ladder: N_("Escalation"),
  channel: N_("Reached by"),
  address: N_("Address"),
  language: N_("Language"),
  role: N_("Role"),
  building: N_("Building"),
  buildings: N_("Names of buildings"),
  places: N_("New places"),
  added: N_("New"),
  changed: N_("Changed"),
  floor: N_("Floor"),
  household: N_("Household"),
  kind: N_("Kind"),
  code: N_("Code"),
  retired_at: N_("Retired"),
  disabled: N_("Left"),
  invited: N_("Password given"),
  second_factor: N_("Second factor"),
  leave: N_("Leave"),
  roster: N_("Duty roster"),
  open_cap: N_("Most open tasks"),
  id: N_("User name"),
  login: N_("Login"),
  company: N_("Company"),
  community: N_("Community"),
  on_duty: N_("On duty"),
  names: NP_("of a community or place", "Name"),
  service: N_("Heading"),
  priority: N_("Priority"),
  accept: N_("Minutes until somebody takes it"),
  done: N_("Minutes until it is done"),
  frozen: N_("Closed for now, because"),
  on_form: N_("Order on the first page"),
  icon: N_("Picture"),
};

/** What a change is about. */
export const WHAT = {
  community: N_("Settings"),
  place: NP_("what a change is about", "Place"),
  places: N_("New places"),
  member: N_("Person"),
  import: N_("From a spreadsheet"),
};

/** When a ready reply is offered. */
export const ACTIONS = {
  ask: N_("When asking the resident"),
  say: N_("When writing to the resident"),
  pause: N_("When putting on hold"),
  decline: N_("When it cannot be done"),
  done: N_("When it is done"),
};

/** Ways to reach a contractor. */
export const CHANNELS = {
  email: N_("Mail"),
  text: N_("Text message"),
  chat: N_("Chat"),
  none: N_("No messages"),
};

export const PRIORITIES = {
  urgent: N_("Urgent"),
  high: N_("High"),
  normal: N_("Normal"),
  low: N_("Low"),
};
