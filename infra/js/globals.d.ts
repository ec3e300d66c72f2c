/** What the server puts into danger.js in its place (render.py): the weights of danger. */
declare const MODEL: {
  places: number;
  gap: number;
  limit: number;
  danger: string;
  cries: string[];
  help: string[];
};
